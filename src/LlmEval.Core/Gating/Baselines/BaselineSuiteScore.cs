using LlmEval.Model;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Gating.Baselines;

/// <summary>A metric over the suite as the baseline keeps it: numbers and tags, no text of an answer.</summary>
public sealed record BaselineSuiteScore
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The check that gave it.</summary>
    public required string Check { get; init; }

    /// <summary>Unit of the value.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether a larger value is better.</summary>
    public required bool HigherIsBetter { get; init; }

    /// <summary>Whether 0 is best and either sign is worse.</summary>
    public bool BestIsZero { get; init; }

    /// <summary>Whether it could fail something and so must not vanish unseen; false for money, time and tokens.</summary>
    public required bool IsGated { get; init; }

    /// <summary>Hash of what decided the value.</summary>
    public required string ScorerKey { get; init; }

    /// <summary>The value, six decimals; null when there was nothing to measure.</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of the interval.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public double? Upper { get; init; }

    /// <summary>How many samples, cases or groups it rested on.</summary>
    public int Count { get; init; }

    /// <summary>What a test of the scorer's own said; null where value and bound decide.</summary>
    public bool? Holds { get; init; }

    /// <summary>The bound of that test; null without one.</summary>
    public double? Threshold { get; init; }

    /// <summary>The metric by tag of cases, in order of the tags.</summary>
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>Hash of the tags that the cases had when <see cref="Slices"/> were measured; null where no tag told them apart.</summary>
    public string? TagsKey { get; init; }

    /// <summary>A score, as it goes into a baseline.</summary>
    /// <param name="metric">Its metric.</param>
    /// <param name="tags">Hash of the tags of the cases.</param>
    /// <param name="score">The score; it could be measured, or there was nothing to measure.</param>
    internal static BaselineSuiteScore Of(SuiteMetric metric, SuiteScore score, string? tags) => new()
    {
        Name = score.Metric,
        Check = score.Check,
        Unit = score.Unit,
        HigherIsBetter = score.HigherIsBetter,
        BestIsZero = metric.Metric.BestIsZero,
        IsGated = metric.Metric.CanFail && !metric.IsUsage,
        ScorerKey = score.ScorerKey,
        Value = score.Outcome == ScoreOutcome.Scored ? score.Value : null,
        Lower = score.Lower,
        Upper = score.Upper,
        Count = score.Count,
        Holds = score.IsTested ? score.Holds : null,
        Threshold = score.IsTested ? score.Threshold : null,
        Slices = score.Slices,
        TagsKey = tags,
    };

    /// <summary>The metric, as far as a baseline knows it.</summary>
    internal Metric ToMetric() => new()
    {
        Name = Name,
        Check = Check,
        Location = Location.None,
        Unit = Unit,
        HigherIsBetter = HigherIsBetter,
        BestIsZero = BestIsZero,
        IsBinary = false,
        IsGated = false,
        Decides = false,
        ScorerKey = ScorerKey,
    };

    /// <summary>Whether it is that metric, by the same scorer.</summary>
    internal bool IsOf(Metric metric) =>
        string.Equals(Name, metric.Name, StringComparison.Ordinal) && string.Equals(ScorerKey, metric.ScorerKey, StringComparison.Ordinal);

    /// <summary>The score as it was, without what a baseline does not keep: its reason and its tables.</summary>
    internal SuiteScore ToScore() => new()
    {
        Metric = Name,
        Check = Check,
        Unit = Unit,
        HigherIsBetter = HigherIsBetter,
        ScorerKey = ScorerKey,
        Outcome = Value is null ? ScoreOutcome.NotApplicable : ScoreOutcome.Scored,
        Value = Value ?? 0,
        Lower = Lower,
        Upper = Upper,
        Count = Count,
        Reason = Value is null ? "there was nothing to measure when the baseline was accepted" : Name == UsageMetrics.Cost ? "as accepted, at the prices of then" : "as accepted",
        Threshold = Threshold,
        Holds = Holds,
        IsTested = Holds is not null,
        Slices = Slices,
    };
}
