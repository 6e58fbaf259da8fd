using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Scoring;

/// <summary>The checks of a case, in order. Safe to use from several threads.</summary>
public sealed class CheckSet
{
    private readonly IReadOnlyList<BoundCheck> _checks;

    internal CheckSet(IReadOnlyList<BoundCheck> checks) => _checks = checks;

    /// <summary>The checks.</summary>
    public IReadOnlyList<BoundCheck> Checks => _checks;

    /// <summary>The values of all checks: which variables of a case they use.</summary>
    public IEnumerable<CheckValue> Values => _checks.SelectMany(c => c.Values);

    /// <summary>Reports the variables of the checks that have no value in a case.</summary>
    /// <param name="values">The case's values.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public void Validate(ITemplateValues values, DiagnosticBag diagnostics)
    {
        foreach (CheckValue value in Values) { value.Validate(values, diagnostics); }
    }

    /// <summary>
    /// Scores a sample: one score a check, in order, then those of <see cref="AnswerMetrics"/>. A sample without an answer is unscored
    /// in all of them.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="values">The case's values, for the templates of checks.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="scope">What surrounds the sample; nothing when null.</param>
    public async ValueTask<IReadOnlyList<Score>> ScoreAsync(Sample sample, ITemplateValues values, CancellationToken cancellationToken, SampleScope? scope = null)
    {
        scope ??= new SampleScope();
        int firstTurn = scope.FirstTurn;
        List<Score> scores = new(_checks.Count + AnswerMetrics.Metrics.Count);
        if (sample.Trouble is { } trouble)
        {
            scores.AddRange(_checks.Select(c => Score.Unscored(c.Metric.Name, trouble)));
        }
        else if (sample.Failure is { } failure)
        {
            foreach (BoundCheck check in _checks)
            {
                int turn = Math.Min(check.Turn + firstTurn ?? int.MaxValue, sample.Turns.Count - 1);
                ScoringContext context = scope.Context(sample, turn, values);
                scores.Add(await check.FailAsync(context, failure, cancellationToken).ConfigureAwait(false));
            }
        }
        else
        {
            ScoringContext?[] turns = new ScoringContext?[sample.Turns.Count];
            foreach (BoundCheck check in _checks)
            {
                int turn = check.Turn + firstTurn ?? turns.Length - 1;
                if (turn >= turns.Length)
                {
                    // Only an author's "stop: true" ends a conversation early: the check that failed there has said why.
                    scores.Add(Score.NotApplicable(check.Metric.Name, $"the conversation was stopped before turn {turn - firstTurn + 1}"));
                    continue;
                }

                ScoringContext context = turns[turn] ??= scope.Context(sample, turn, values);
                scores.Add(await check.ScoreAsync(context, cancellationToken).ConfigureAwait(false));
            }
        }

        scores.AddRange(AnswerMetrics.Score(sample));
        return scores;
    }

    /// <summary>Whether a check of one turn that decides fails; asked where the turn says <c>stop: true</c>.</summary>
    /// <param name="soFar">The conversation up to this turn's answer.</param>
    /// <param name="turn">The case's turn, from 0.</param>
    /// <param name="values">The case's values.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="scope">What surrounds the sample; nothing when null.</param>
    public async ValueTask<bool> FailsAsync(Sample soFar, int turn, ITemplateValues values, CancellationToken cancellationToken, SampleScope? scope = null)
    {
        ScoringContext context = (scope ?? new SampleScope()).Context(soFar, soFar.Turns.Count - 1, values);
        foreach (BoundCheck check in _checks)
        {
            if (check.Turn != turn || !check.Decides) { continue; }

            Score score = await check.ScoreAsync(context, cancellationToken).ConfigureAwait(false);
            if (score is { Outcome: ScoreOutcome.Scored, Passed: false }) { return true; }
        }

        return false;
    }

    /// <summary>
    /// Whether the sample passes: every check that decides was scored and passed, or had nothing to judge.
    /// </summary>
    /// <param name="scores">What <see cref="ScoreAsync"/> gave.</param>
    public bool Passes(IReadOnlyList<Score> scores)
    {
        for (int i = 0; i < _checks.Count; i++)
        {
            Score score = scores[i];
            if (_checks[i].Decides && score.Outcome != ScoreOutcome.NotApplicable && !score.Passed) { return false; }
        }

        return true;
    }
}
