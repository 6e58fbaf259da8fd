namespace LlmEval.Model;

/// <summary>A metric over all cases of a suite: an F1, a success rate of attacks, a quantile of times.</summary>
public sealed record SuiteScore
{
    /// <summary>The metric's name, unique in its suite among all metrics.</summary>
    public required string Metric { get; init; }

    /// <summary>The check that gives it, for instance <c>f1</c>.</summary>
    public required string Check { get; init; }

    /// <summary>Unit of the value: <c>ratio</c>, <c>s</c>, <c>tokens</c> ...</summary>
    public string Unit { get; init; } = "ratio";

    /// <summary>Whether a larger value is better.</summary>
    public bool HigherIsBetter { get; init; } = true;

    /// <summary>Whether there is a value.</summary>
    public required ScoreOutcome Outcome { get; init; }

    /// <summary>The value; meaningful only when <see cref="Outcome"/> is <see cref="ScoreOutcome.Scored"/>. Finite.</summary>
    public double Value { get; init; }

    /// <summary>Lower end of the two-sided 95% interval of the value, where the method has one.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public double? Upper { get; init; }

    /// <summary>How many samples, cases or groups it rests on.</summary>
    public int Count { get; init; }

    /// <summary>What it comes from, or why there is no value, for a person.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>The bound that the check gives, or null.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether the check holds by its own rule (its threshold, or a test of its own); null when it has none or is only reported.</summary>
    public bool? Holds { get; init; }

    /// <summary>Whether <see cref="Holds"/> comes from a test of the scorer's own, so that it cannot be told from value and bound alone.</summary>
    public bool IsTested { get; init; }

    /// <summary>The metric by tag of cases, in order of the tags.</summary>
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>What belongs to it and is no single number: a confusion matrix, the groups that were compared.</summary>
    public IReadOnlyList<SuiteTable> Tables { get; init; } = [];

    /// <summary>Hash of what decides the value, see <see cref="Metric.ScorerKey"/>.</summary>
    public required string ScorerKey { get; init; }
}
