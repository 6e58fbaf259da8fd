using LlmEval.Binding;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring;
using LlmEval.Scoring.Judges;

namespace LlmEval.Evaluating;

/// <summary>Finds out how far the judges of a suite can be trusted on the answers of one model.</summary>
internal sealed class JudgeTrust
{
    private readonly SuiteBinding _suite;
    private readonly JudgeHosts _hosts;
    private readonly IScoringModels _models;
    private readonly Dictionary<string, (BoundCheck Check, List<JudgedAnswer> First, List<JudgedAnswer> Blank)> _checks = new(StringComparer.Ordinal);
    private bool _isOfBaseline;

    /// <summary>Creates it; nothing is asked.</summary>
    /// <param name="suite">The suite, its cases read.</param>
    /// <param name="hosts">The judges.</param>
    /// <param name="models">Asks them.</param>
    public JudgeTrust(SuiteBinding suite, JudgeHosts hosts, IScoringModels models)
    {
        (_suite, _hosts, _models) = (suite, hosts, models);
        Know(suite.Checks.Suite);
    }

    /// <summary>
    /// What the baseline knows of the judges; null when it knows not all, or people labelled answers since.
    /// </summary>
    public IReadOnlyList<JudgeState>? Known(Baseline? baseline)
    {
        List<JudgeState> states = [];
        foreach (Metric metric in _suite.Metrics.Where(m => m.IsJudged))
        {
            // Where no second judgement could be read, that was perhaps the network's doing.
            if (Stored(baseline, metric) is not { } state || state.LabelsKey != metric.LabelsKey || state is { IsStable: false, JudgedTwice: 0 }) { return null; }

            states.Add(state);
        }

        return states;
    }

    /// <summary>Takes in a case's first answers; without any where the baseline's scores stand for them.</summary>
    public void Take(DrawnCase drawn)
    {
        Know(drawn.Case.Checks);
        _isOfBaseline |= drawn.Samples.Count == 0;
        if (_checks.Count == 0 || drawn.Samples is not [{ Trouble: null, Failure: null, Turns.Count: > 0 } sample, ..]) { return; }

        for (int i = 0; i < drawn.Case.Checks.Checks.Count; i++)
        {
            BoundCheck check = drawn.Case.Checks.Checks[i];
            if (check.JudgeScorer is null || drawn.Scores[0][i].Outcome == ScoreOutcome.Unscored) { continue; }

            // An empty answer is mostly settled without the judge and would leave nothing to judge twice.
            (_, List<JudgedAnswer> first, List<JudgedAnswer> blank) = _checks[check.Metric.Name];
            List<JudgedAnswer> list = string.IsNullOrWhiteSpace(sample.Turns[^1].Text) ? blank : first;
            if (list.Count < JudgeHealth.Twice)
            {
                list.Add(new JudgedAnswer(drawn.Case.Planned.Case, sample, drawn.Case.Planned) { Samples = drawn.Samples, Check = check });
            }
        }
    }

    /// <summary>Lets the judges judge answers again, and those that people labelled.</summary>
    /// <exception cref="AnswerNotDrawnException">A judgement is not cached and may not be drawn.</exception>
    /// <exception cref="LlmEvalException">A judge is missing, or a limit of the run was reached.</exception>
    public async Task<IReadOnlyList<JudgeState>> AssessAsync(Baseline? baseline, CancellationToken cancellationToken)
    {
        List<JudgeState> states = [];
        foreach ((string name, (BoundCheck check, List<JudgedAnswer> first, List<JudgedAnswer> blank)) in _checks.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            // Scores that are the baseline's were found stable, or not, when it was accepted.
            Metric metric = _suite.Metrics.First(m => string.Equals(m.Name, name, StringComparison.Ordinal));
            JudgeState? before = _isOfBaseline ? Stored(baseline, metric) : null;
            JudgeState state = before is not null && first.Count + blank.Count == 0 && before.LabelsKey == metric.LabelsKey ? before
                : await JudgeHealth.AssessAsync(check, [.. first, .. blank], _models, cancellationToken, before).ConfigureAwait(false);
            states.Add(state with { LabelsKey = metric.LabelsKey, IsPinned = metric.Asks.All(judge => IsPinned(_hosts.Of(judge))) });
        }

        return states;
    }

    private void Know(CheckSet checks)
    {
        foreach (BoundCheck check in checks.Checks)
        {
            if (check.JudgeScorer is not null) { _checks.TryAdd(check.Metric.Name, (check, [], [])); }
        }
    }

    /// <summary>Known by its hash, or asked by the name of one version: a vendor has no more to offer.</summary>
    private static bool IsPinned((ModelBinding Model, ModelIdentity? Identity, ModelHost? Host) judge) =>
        judge.Identity is { IsPinned: true } || DatedName.Is(judge.Model.Spec["Model"] ?? judge.Model.Spec["Deployment"]);

    /// <summary>What the baseline says of the judge, where the metric is still the same.</summary>
    private static JudgeState? Stored(Baseline? baseline, Metric metric) =>
        baseline?.IndexOfMetric(metric.Name) is >= 0 and int index && string.Equals(baseline.Metrics[index].ScorerKey, metric.ScorerKey, StringComparison.Ordinal)
            ? baseline.Metrics[index].Judge : null;
}
