using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>A metric that a check names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where it is named.</param>
/// <param name="IsOfLabels">Whether what was expected and what came are compared as labels.</param>
internal sealed record MetricReference(string Name, Location Location, bool IsOfLabels = false);
