using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>A metric that a check names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where it is named.</param>
internal sealed record MetricReference(string Name, Location Location);
