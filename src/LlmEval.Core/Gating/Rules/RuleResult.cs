namespace LlmEval.Gating.Rules;

/// <summary>What a rule says of one metric.</summary>
internal sealed record RuleResult
{
    public required MetricState State { get; init; }

    public bool MeanFell { get; init; }

    public double? PValue { get; init; }

    public double? AdjustedPValue { get; init; }

    public double? Alpha { get; init; }

    public double? ScreenPValue { get; init; }

    public double? ConfirmPValue { get; init; }

    public double? FreshDifference { get; init; }

    public int? Allowance { get; init; }

    public int SamplesUsed { get; init; }

    public IReadOnlyList<SuspectVerdict> Suspects { get; init; } = [];

    public IReadOnlyList<string> Lost { get; init; } = [];

    public IReadOnlyList<string> Won { get; init; } = [];

    public IReadOnlyList<string> Unstable { get; init; } = [];

    /// <summary>Fresh samples that should have a value and have none.</summary>
    public int FreshUnscored { get; init; }

    /// <summary>Fresh samples that have or should have a value.</summary>
    public int FreshCells { get; init; }

    /// <summary>The metric with the means over all samples that were looked at, where that is more than the first ones.</summary>
    public PairedMetric? Pooled { get; init; }
}
