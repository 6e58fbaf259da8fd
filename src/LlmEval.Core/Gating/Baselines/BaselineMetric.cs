using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>A metric as the baseline knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Check">The check that produced it.</param>
/// <param name="Unit">Unit of its scores.</param>
/// <param name="IsBinary">Whether every score is 0 or 1.</param>
/// <param name="HigherIsBetter">Whether a larger score is better.</param>
/// <param name="IsGated">Whether it could fail something.</param>
/// <param name="ScorerKey">Hash of what decided its scores.</param>
public sealed record BaselineMetric(
    string Name, string Check, string Unit, bool IsBinary, bool HigherIsBetter, bool IsGated, string ScorerKey)
{
    /// <summary>How far its judge could be trusted; null where no model judges.</summary>
    public JudgeState? Judge { get; init; }

    /// <summary>The metric of a suite, as it goes into a baseline.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="judge">How far its judge can be trusted; null where no model judges.</param>
    public static BaselineMetric Of(Metric metric, JudgeState? judge = null) => new(
        metric.Name, metric.Check, metric.Unit, metric.IsBinary, metric.HigherIsBetter, metric.IsGated, metric.ScorerKey) { Judge = judge };
}
