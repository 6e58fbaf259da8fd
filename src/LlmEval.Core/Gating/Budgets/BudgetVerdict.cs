namespace LlmEval.Gating.Budgets;

/// <summary>What the gate found for one bound of the budget. Amounts are in <see cref="Unit"/>.</summary>
public sealed record BudgetVerdict
{
    /// <summary>The bound.</summary>
    public required BudgetBound Bound { get; init; }

    /// <summary>What it came to.</summary>
    public required BudgetState State { get; init; }

    /// <summary>The currency, <c>tokens</c> or <c>s</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>The mean over cases, or the quantile over samples; null where it is not known.</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of the two-sided 95% interval (bootstrap over cases); null for means and with fewer than two cases.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public double? Upper { get; init; }

    /// <summary>Cases that <see cref="Value"/> rests on.</summary>
    public int Cases { get; init; }

    /// <summary>The same of the baseline at present prices; null where the baseline does not say.</summary>
    public double? BaselineValue { get; init; }

    /// <summary>Cases compared with the baseline.</summary>
    public int Compared { get; init; }

    /// <summary>Now divided by then: the median of the compared cases' ratios, or for a p95 the ratio of the two; null where nothing was compared.</summary>
    public double? Ratio { get; init; }

    /// <summary>Lower end of the one-sided interval of <see cref="Ratio"/> at <see cref="Confidence"/>: the rise is beyond its bound when this is.</summary>
    public double? RatioLower { get; init; }

    /// <summary>How sure <see cref="RatioLower"/> is, below 1: 0.999 for one bound of one suite, more where bounds and suites of the build share the rate of false alarms. Null where nothing was tested.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether the value keeps <c>max</c>; null without one, or where it was not judged.</summary>
    public bool? MaxHolds { get; init; }

    /// <summary>Whether the ratio keeps <c>rise</c>; null without one, or where it was not judged.</summary>
    public bool? RiseHolds { get; init; }

    /// <summary>Why something was not judged; null when all was.</summary>
    public string? Reason { get; init; }

    /// <summary>In one line, culture-invariant, for instance <c>p95-latency: 1.2 s over 20 cases (95% interval 0.9 s to 1.6 s; at most 2 s)</c>.</summary>
    public string Describe() => BudgetText.Describe(this);
}
