using System.Globalization;
using System.Text;
using LlmEval.Model;
using LlmEval.Running;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Judges;

/// <summary>Finds out how far a judge can be trusted: whether it agrees with itself, and with people.</summary>
internal static class JudgeHealth
{
    /// <summary>Answers that are judged twice, at most.</summary>
    public const int Twice = 20;

    /// <summary>Labels from which agreement is shown.</summary>
    public const int Shown = 30;

    /// <summary>Labels from which a judge can be calibrated.</summary>
    public const int Calibrating = 100;

    /// <summary>Judgements in flight: enough to be quick, and the judge's own limits hold beside it.</summary>
    private const int AtOnce = 16;

    private const double LeastKappa = 0.6;
    private const double LeastRate = 0.8;

    /// <summary>
    /// Judges up to <see cref="Twice"/> answers a second time and all labelled answers once; answers that are settled without the judge do not count. A label is passed or failed, or the grade where there are grades; that there is nothing to judge is a label,
    /// too. Answers whose first judgement could not be read are no answers of the judge; where more second judgements than not could not be read, it did not show that it agrees with itself.
    /// </summary>
    /// <param name="check">A check with a <see cref="BoundCheck.JudgeScorer"/>.</param>
    /// <param name="firstAnswers">Answers of the suite, the first of each case, in a fixed order.</param>
    /// <param name="models">The models.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="before">What the same judge showed of the other answers of the suite, whose scores are the baseline's; null where all answers are here.</param>
    /// <exception cref="AnswerNotDrawnException">A judgement is not cached and may not be drawn.</exception>
    /// <exception cref="LlmEvalException">The judge is missing, or a limit of the run was reached.</exception>
    public static async Task<JudgeState> AssessAsync(
        BoundCheck check, IReadOnlyList<JudgedAnswer> firstAnswers, IScoringModels models, CancellationToken cancellationToken, JudgeState? before = null)
    {
        IJudgeScorer judge = check.JudgeScorer ?? throw new ArgumentException($"The check '{check.Metric.Name}' asks no judge.", nameof(check));
        (int twice, int changed, int unread) = await StabilityAsync(check, firstAnswers, models, cancellationToken).ConfigureAwait(false);
        if (before is not null && twice < Twice)
        {
            // One answer that was edited since says little: a label that changed must neither take the gate away nor give it back by itself.
            int most = Math.Min(before.JudgedTwice, Twice);
            twice += most;
            changed += before.JudgedTwice == 0 ? 0 : (int)Math.Ceiling((double)before.Changed * most / before.JudgedTwice);
        }

        JudgeState state = new()
        {
            Metric = check.Metric.Name,
            Judge = judge.Judge,
            JudgedTwice = twice,
            Changed = changed,
            // Where no answer needed the judge, or none could be judged at all, the scores themselves say so.
            IsStable = changed * 10 <= twice && unread <= twice,
            LabelsKey = judge.LabelsKey,
            Summary = string.Empty,
        };
        string stability = unread > twice ? FormattableString.Invariant($"the judge did not show that it agrees with itself: of {unread + twice} answers, {unread} could not be judged a second time")
            : twice == 0 ? "no answer could be judged twice, so that nothing is known of whether the judge agrees with itself"
            : state.IsStable ? $"the judge agrees with itself ({changed} of {twice} labels changed when judged twice)"
            : $"the judge does not agree with itself: {changed} of {twice} labels changed when judged twice, and at most 10% may";
        if (judge.Labels is null) { return state with { Summary = $"{Begin(stability)}; it was not compared with labels of people." }; }

        List<(LabelledAnswer Human, Score Judge)> pairs = [];
        await foreach (Tuple<LabelledAnswer, Score> pair in OrderedPipeline.RunAsync(
            judge.Labels, AtOnce, async (label, ct) => Tuple.Create(label, await check.JudgeAsync(JudgeLabels.Context(label, models), 0, ct).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false))
        {
            if (pair.Item2.Outcome == ScoreOutcome.Scored) { pairs.Add((pair.Item1, pair.Item2)); }
        }

        return Calibrated(state, new LabelComparison(check, pairs), pairs.Count, judge.Labels.Count - pairs.Count, stability);
    }

    private static async Task<(int Twice, int Changed, int Unread)> StabilityAsync(
        BoundCheck check, IReadOnlyList<JudgedAnswer> answers, IScoringModels models, CancellationToken cancellationToken)
    {
        int twice = 0, changed = 0, unread = 0;
        await foreach ((string? first, string? second) in OrderedPipeline.RunAsync(
            answers.Where(a => a.Sample is { Trouble: null, Failure: null, Turns.Count: > 0 }).Take(Twice), AtOnce, (a, ct) => TwiceAsync(a.Check ?? check, a, models, ct), cancellationToken).ConfigureAwait(false))
        {
            if (first is null) { continue; }

            if (second is null)
            {
                unread++;
                continue;
            }

            twice++;
            if (first != second) { changed++; }
        }

        return (twice, changed, unread);
    }

    /// <summary>Both labels of an answer; null for one that there is not.</summary>
    private static async ValueTask<Tuple<string?, string?>> TwiceAsync(BoundCheck check, JudgedAnswer answer, IScoringModels models, CancellationToken cancellationToken)
    {
        JudgeScale scale = check.JudgeScorer!.Scale;
        CountedModels counted = new(models);
        SampleScope scope = new() { Planned = answer.Planned, Samples = answer.Samples, Models = counted };
        int turn = check.Turn + scope.FirstTurn ?? answer.Sample.Turns.Count - 1;
        if (turn >= answer.Sample.Turns.Count) { return Tuple.Create<string?, string?>(null, null); }

        ScoringContext context = scope.Context(answer.Sample, turn, answer.Values);
        string? first = Label(await check.JudgeAsync(context, 0, cancellationToken).ConfigureAwait(false), scale);

        // An empty answer is settled without the judge, and says nothing about it.
        if (counted.Asked == 0) { return Tuple.Create<string?, string?>(null, null); }

        string? second = Label(await check.JudgeAsync(context, 1, cancellationToken).ConfigureAwait(false), scale);
        return Tuple.Create(first, second);
    }

    private static string? Label(Score score, JudgeScale scale) => score.Outcome switch
    {
        ScoreOutcome.Unscored => null,
        ScoreOutcome.NotApplicable => "nothing to judge",
        _ when scale.IsNominal && score.Actual is { } word => word,
        _ when scale.IsOrdinal => score.Value.ToString("R", CultureInfo.InvariantCulture),
        _ => score.Passed ? "passed" : "failed",
    };

    private static JudgeState Calibrated(JudgeState state, LabelComparison labels, int count, int unread, string stability)
    {
        state = state with { Labels = count };
        string lost = unread == 0 ? string.Empty : $" ({unread} more could not be judged)";
        if (count < Shown)
        {
            return state with { Summary = $"{Begin(stability)}; only {count} answers have labels of people{lost}, and agreement is shown from {Shown}." };
        }

        double? kappa = labels.Agreement.Kappa(labels.Weights);
        (double Lower, double Upper)? interval = labels.Agreement.KappaInterval(labels.Weights);
        double? passed = Rate(labels.Positives), failed = Rate(labels.Negatives);
        bool isCalibrated = count >= Calibrating && kappa >= LeastKappa && passed >= LeastRate && failed >= LeastRate;
        List<string> lacks = [];
        if (count < Calibrating) { lacks.Add($"at least {Calibrating} labels"); }

        if (!(kappa >= LeastKappa)) { lacks.Add("a kappa of at least 0.6"); }

        if (!(passed >= LeastRate)) { lacks.Add("a true positive rate of at least 0.8"); }

        if (!(failed >= LeastRate)) { lacks.Add("a true negative rate of at least 0.8"); }

        StringBuilder text = new(Begin(stability));
        text.Append(CultureInfo.InvariantCulture, $"; with the labels of {count} answers{lost} its {labels.Kind} is ");
        text.Append(kappa is null ? "not defined" : FormattableString.Invariant($"{kappa:0.00} (95% interval {interval!.Value.Lower:0.00} to {interval.Value.Upper:0.00})"));
        text.Append(CultureInfo.InvariantCulture, $", its true positive rate {Told(labels.Positives)}, its true negative rate {Told(labels.Negatives)}");
        text.Append(isCalibrated ? "; it is calibrated." : $"; it is not calibrated, which needs {string.Join(", ", lacks)}.");
        return state with
        {
            Kappa = kappa,
            KappaLower = interval?.Lower,
            KappaUpper = interval?.Upper,
            TruePositiveRate = passed,
            TrueNegativeRate = failed,
            IsCalibrated = isCalibrated,
            Summary = text.ToString(),
        };
    }

    private static double? Rate((int Hits, int Of) count) => count.Of == 0 ? null : (double)count.Hits / count.Of;

    private static string Told((int Hits, int Of) count)
    {
        if (count.Of == 0) { return "not known (no such answer)"; }

        (double lower, double upper) = BinomialInterval.Wilson(count.Hits, count.Of);
        return FormattableString.Invariant($"{(double)count.Hits / count.Of:0.00} ({lower:0.00} to {upper:0.00})");
    }

    private static string Begin(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    private sealed class CountedModels(IScoringModels models) : IScoringModels
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return models.AskAsync(request, cancellationToken);
        }

        public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) => models.EmbedAsync(model, text, cancellationToken);
    }
}
