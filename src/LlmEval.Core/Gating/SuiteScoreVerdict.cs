using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What the gate found for one metric over the suite.</summary>
public sealed record SuiteScoreVerdict
{
    /// <summary>The metric and its check's bound.</summary>
    public required SuiteMetric Of { get; init; }

    /// <summary>The metric.</summary>
    public Metric Metric => Of.Metric;

    /// <summary>What was measured, or what the baseline holds where nothing changed.</summary>
    public required SuiteScore Score { get; init; }

    /// <summary>The value; null when there is none.</summary>
    public double? Value => Score.Outcome == ScoreOutcome.Scored ? Score.Value : null;

    /// <summary>The baseline's value, where its check is the same; else null.</summary>
    public double? BaselineValue { get; init; }

    /// <summary><see cref="Value"/> minus <see cref="BaselineValue"/>.</summary>
    public double? Difference => Value - BaselineValue;

    /// <summary>Whether the check's own bound or test holds; null when it has none, when it was not measured, or when a part cannot tell.</summary>
    public bool? Holds { get; init; }

    /// <summary>The floor (a ceiling where lower is better), or null.</summary>
    public double? Floor { get; init; }

    /// <summary>Whether the value keeps the floor; null when there is none or a part cannot tell.</summary>
    public bool? FloorHolds { get; init; }

    /// <summary>What a floor says of the slices; null without one.</summary>
    public SliceVerdict? Slice { get; init; }

    /// <summary>Whether something that it could fail by could not be judged, because there is no score.</summary>
    public bool IsUndecided { get; init; }

    /// <summary>In one line, culture-invariant, for instance <c>f1: 84.0% over 240 (was 85.0%, -1.0 points)</c>.</summary>
    public string Describe() => MetricText.Describe(this);
}
