using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Model;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Gating;

/// <summary>Judges the metrics over the suite: their checks' own bounds, floors, what they were in the baseline. A part of a suite judges none of them.</summary>
internal static class SuiteScoreJudge
{
    /// <summary>Judges; the baseline's scores where nothing changed.</summary>
    public static List<SuiteScoreVerdict> Judge(GateInput input, bool matches)
    {
        IReadOnlyList<SuiteScore> scores = !matches ? input.SuiteScores : input.IsPartial ? [] : [.. input.Baseline!.SuiteScores.Select(s => s.ToScore())];
        List<SuiteScoreVerdict> verdicts = [];
        foreach (SuiteMetric metric in input.SuiteMetrics)
        {
            SuiteScore? score = Find(scores, metric.Metric);
            if (score is not null) { verdicts.Add(Judge(input, metric, matches ? Again(metric, score) : score)); }
            else if (!input.IsPartial && !IsUnmeasured(input, metric)) { verdicts.Add(Judge(input, metric, Absent(metric))); }
        }

        return verdicts;
    }

    private static SuiteScoreVerdict Judge(GateInput input, SuiteMetric of, SuiteScore score)
    {
        Metric metric = of.Metric;
        bool mayFail = !input.IsPartial && metric.CanFail;
        bool isJudged = mayFail && input.HoldsBounds(of) && TimesHere.MayJudge(input, of);
        Floor? floor = input.Plan.Floors.FirstOrDefault(f => string.Equals(f.Metric, metric.Name, StringComparison.Ordinal));
        bool isUnscored = score.Outcome == ScoreOutcome.Unscored;
        bool isBound = mayFail && (of.Threshold is not null || floor is not null);
        double? value = score.Outcome == ScoreOutcome.Scored ? score.Value : null;
        bool isFloored = isJudged && !isUnscored;
        return new SuiteScoreVerdict
        {
            Of = of,
            Score = score,
            BaselineValue = Before(input, metric),

            // A bound without a value that it could be kept by is not kept.
            Holds = !isJudged || isUnscored ? null : score.Holds ?? (of.Threshold is null ? null : false),
            Floor = floor?.Value,
            FloorHolds = floor?.Value is { } bound && isFloored ? value is { } number && metric.Keeps(number, bound) : null,
            Slice = SliceVerdict.Of(floor, metric, score.Slices, isFloored),
            IsUndecided = isBound && isUnscored,
        };
    }

    /// <summary>Few models stream, so that nothing is said of first tokens where nobody asks.</summary>
    private static bool IsUnmeasured(GateInput input, SuiteMetric metric) =>
        metric.IsUsage && UsageMetrics.IsFirstToken(metric.Metric.Name) && !input.Plan.Floors.Any(f => string.Equals(f.Metric, metric.Metric.Name, StringComparison.Ordinal));

    private static double? Before(GateInput input, Metric metric) =>
        input.Baseline?.SuiteScores.FirstOrDefault(b => b.IsOf(metric)) is { Value: { } value } ? value : null;

    /// <summary>A stored score under the present bound; what a test of the scorer's own said is still so.</summary>
    private static SuiteScore Again(SuiteMetric metric, SuiteScore stored) => stored with
    {
        Threshold = metric.Threshold,
        Holds = !metric.Metric.CanFail ? null
            : stored.IsTested ? stored.Holds
            : metric.Threshold is { } bound && stored.Outcome == ScoreOutcome.Scored ? metric.Metric.Keeps(stored.Value, bound) : null,
    };

    private static SuiteScore? Find(IReadOnlyList<SuiteScore> scores, Metric metric) => scores.FirstOrDefault(s =>
        string.Equals(s.Metric, metric.Name, StringComparison.Ordinal) && string.Equals(s.ScorerKey, metric.ScorerKey, StringComparison.Ordinal));

    private static SuiteScore Absent(SuiteMetric of) => new()
    {
        Metric = of.Metric.Name,
        Check = of.Metric.Check,
        Unit = of.Metric.Unit,
        HigherIsBetter = of.Metric.HigherIsBetter,
        ScorerKey = of.Metric.ScorerKey,
        Outcome = of.IsUsage ? ScoreOutcome.NotApplicable : ScoreOutcome.Unscored,
        Reason = of.IsUsage ? "the baseline does not have it yet" : "it was not measured",
    };
}
