using LlmEval.Gating;

namespace LlmEval.Comparing.Pooling;

/// <summary>A finding of a report.</summary>
/// <param name="Kind">What it means for the verdict.</param>
/// <param name="Code">The diagnostic's code.</param>
/// <param name="Metric">The metric concerned, or null.</param>
public sealed record ReportedFinding(VerdictKind Kind, string Code, string? Metric);
