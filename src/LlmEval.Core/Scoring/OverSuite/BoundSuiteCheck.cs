using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>A check over a whole suite, ready to be begun for each model.</summary>
public sealed class BoundSuiteCheck
{
    private readonly Func<ISuiteScorer> _begin;

    internal BoundSuiteCheck(CheckKind kind, Metric metric, double? threshold, Func<ISuiteScorer> begin) =>
        (Kind, Metric, Threshold, _begin, IsOurs) = (kind, metric, threshold, begin, kind.BindSuite?.Method.Module.Assembly == typeof(BoundSuiteCheck).Assembly);

    /// <summary>Its values, so that their variables can be checked against each case.</summary>
    public IReadOnlyList<CheckValue> Values { get; init; } = [];

    /// <summary>The metrics of answers that it is made of, with the place where they are named.</summary>
    internal IReadOnlyList<MetricReference> Of { get; init; } = [];

    /// <summary>Whether its scorer is one of LlmEval's own, which need no watch.</summary>
    internal bool IsOurs { get; }

    /// <summary>Its kind.</summary>
    public CheckKind Kind { get; }

    /// <summary>What it measures.</summary>
    public Metric Metric { get; }

    /// <summary>The bound that the value must keep, in the metric's unit; null when it has none or is only reported.</summary>
    public double? Threshold { get; }

    /// <summary>A scorer for one model.</summary>
    public ISuiteScorer Begin() => _begin();

    /// <summary>The score that a result comes to. A value that is not finite, or out of the kind's range, becomes unscored.</summary>
    public SuiteScore Judge(SuiteScorerResult result)
    {
        SuiteScore score = new()
        {
            Metric = Metric.Name,
            Check = Metric.Check,
            Unit = Metric.Unit,
            HigherIsBetter = Metric.HigherIsBetter,
            ScorerKey = Metric.ScorerKey,
            Outcome = result.Outcome,
            Count = result.Count,
            Reason = result.Reason,
            Threshold = Threshold,
            Tables = result.Tables,
        };
        if (result.Outcome != ScoreOutcome.Scored) { return score; }

        if (!double.IsFinite(result.Value) || result.Value < Kind.Minimum || result.Value > Kind.Maximum)
        {
            return score with { Outcome = ScoreOutcome.Unscored, Reason = FormattableString.Invariant($"the scorer gave {result.Value}, which is not {Kind.Range}") };
        }

        // What is judged is what a baseline keeps, so that the same suite gets the same verdict from either.
        double value = ScoreCell.Rounded(result.Value);
        bool? keeps = Threshold is { } bound ? Metric.Keeps(value, bound) : null;
        return score with
        {
            Value = value,
            Lower = Finite(result.Lower),
            Upper = Finite(result.Upper),
            Holds = Metric.CanFail ? result.Holds ?? keeps : null,
            IsTested = Metric.CanFail && result.Holds is not null,
            Slices = [.. result.Slices.Where(s => double.IsFinite(s.Value)).Select(s => s with { Value = ScoreCell.Rounded(s.Value) })],
        };
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? ScoreCell.Rounded(number) : null;
}
