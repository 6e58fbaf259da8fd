using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>
/// A bound on a metric, whatever the baseline says. What is compared is the mean over cases of each case's mean over its first
/// samples: the pass rate of a metric that is pass or fail, the mean raw score of any other. Where lower is better the bound is
/// a ceiling.
/// </summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Value">The bound, in the metric's unit; 0 to 1 for pass rates and ratios.</param>
/// <param name="Location">Where it stands in the suite.</param>
public sealed record Floor(string Metric, double Value, Location Location)
{
    /// <summary>Whether a mean keeps the bound; equality keeps it, up to the rounding of a sum.</summary>
    public bool Holds(double mean, bool higherIsBetter)
    {
        double slack = 1e-9 * Math.Max(1, Math.Abs(Value));
        return higherIsBetter ? mean >= Value - slack : mean <= Value + slack;
    }
}
