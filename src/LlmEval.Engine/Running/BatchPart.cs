namespace LlmEval.Engine;

/// <summary>What a batch evaluates of a suite and model.</summary>
/// <param name="Unit">The suite and model.</param>
/// <param name="CaseIds">The cases; null for the whole suite.</param>
internal sealed record BatchPart(SuiteUnit Unit, IReadOnlySet<string>? CaseIds);
