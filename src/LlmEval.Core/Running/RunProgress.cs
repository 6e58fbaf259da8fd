namespace LlmEval.Running;

/// <summary>How far a run is, for the person who waits.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Model">The model.</param>
/// <param name="Done">Cases done.</param>
/// <param name="Total">Cases in all.</param>
/// <param name="Drawn">Answers that a model gave in this run; the others came from the cache.</param>
public readonly record struct RunProgress(string Suite, string Model, int Done, int Total, int Drawn);
