using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>How a metric's mean over all cases moved since it was accepted.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Mean">Its mean now.</param>
/// <param name="SinceLast">Change since the last accept that had the metric; null without one.</param>
/// <param name="Last">The day of that accept.</param>
/// <param name="SinceOldest">Change since the oldest remembered accept that had the metric; null when that is the last one.</param>
/// <param name="Oldest">The day of that accept.</param>
public sealed record MetricHistory(Metric Metric, double Mean, double? SinceLast, DateOnly? Last, double? SinceOldest, DateOnly? Oldest);
