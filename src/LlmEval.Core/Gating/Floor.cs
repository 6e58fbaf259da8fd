using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>
/// A bound on a metric, whatever the baseline says. What is compared is, of a metric of answers, the mean over cases of each case's mean over its first
/// samples: the pass rate of a metric that is pass or fail, the mean raw score of any other; of a metric over the suite, its value. Where lower is better the bound is
/// a ceiling, where 0 is best one on the absolute value.
/// </summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Value">The bound, in the metric's unit; 0 to 1 for pass rates and ratios. Null when only the slices are bounded.</param>
/// <param name="Location">Where it stands in the suite.</param>
public sealed record Floor(string Metric, double? Value, Location Location)
{
    /// <summary>Cases that a slice has at least to be judged, where the suite does not say.</summary>
    public const int DefaultMinCases = 5;

    /// <summary>The bound that every slice must keep: the metric over the cases of one tag; null for none.</summary>
    public double? WorstSlice { get; init; }

    /// <summary>Slices with fewer cases are shown and not judged; 1 or more.</summary>
    public int MinCases { get; init; } = DefaultMinCases;
}
