using LlmEval.Gating;

namespace LlmEval.Comparing.Pooling;

/// <summary>A verdict of a project, and what it is among all projects.</summary>
/// <param name="Verdict">As its project judged.</param>
/// <param name="Kind">What it is in the pool.</param>
/// <param name="Lifted">Metrics that fell in their project alone and hold in the pool, in words.</param>
/// <param name="Confirmed">Metrics that fell in the pool too, in words.</param>
public sealed record PooledSuite(ReportedVerdict Verdict, VerdictKind Kind, IReadOnlyList<string> Lifted, IReadOnlyList<string> Confirmed);
