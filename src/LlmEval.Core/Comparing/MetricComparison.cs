namespace LlmEval.Comparing;

/// <summary>What the comparison of one metric came to. Values in the metric's unit; differences are B minus A.</summary>
public sealed record MetricComparison
{
    /// <summary>The metric.</summary>
    public required TableMetric Metric { get; init; }

    /// <summary>Cases that have a value on both sides.</summary>
    public required int N { get; init; }

    /// <summary>Mean of A over these cases.</summary>
    public double? MeanA { get; init; }

    /// <summary>Mean of B over these cases.</summary>
    public double? MeanB { get; init; }

    /// <summary>Mean difference; null without a case.</summary>
    public double? Difference { get; init; }

    /// <summary>Lower end of the 95% interval of the difference (paired t, clustered where cases are); null with fewer than two cases.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public double? Upper { get; init; }

    /// <summary>Two-sided p-value of "there is no difference"; null with fewer than two cases.</summary>
    public double? PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected for all metrics of the comparison (Holm).</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>The test behind the p-value: <c>McNemar</c>, <c>sign-flip</c> or <c>paired t</c>.</summary>
    public string? Test { get; init; }

    /// <summary>Cases that are worse in B, the largest fall first.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Cases that are better in B, the largest rise first.</summary>
    public IReadOnlyList<string> Won { get; init; } = [];

    /// <summary>Why it cannot be compared: the check is another one; null where it can.</summary>
    public string? Incomparable { get; init; }
}
