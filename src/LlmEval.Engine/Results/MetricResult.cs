using LlmEval.Gating;

namespace LlmEval.Engine;

/// <summary>A metric of a suite.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean over all cases, or the value over the suite, in the metric's unit; null where there is none.</param>
/// <param name="BaselineMean">The baseline's, over the cases that both have; null where it was not compared.</param>
/// <param name="State">What became of it; null for a metric over the suite.</param>
/// <param name="UnscoredSamples">Samples that could not be scored.</param>
public sealed record MetricResult(string Name, double? Mean, double? BaselineMean, MetricState? State, int UnscoredSamples);
