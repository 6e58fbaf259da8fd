namespace LlmEval.Gating;

/// <summary>Fresh samples of one case: numbers <see cref="First"/> to <see cref="First"/> + <see cref="Count"/> - 1.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="First">Number of the first sample to draw; the numbers below it are there.</param>
/// <param name="Count">How many, 1 or more.</param>
public readonly record struct SampleRequest(string CaseId, int First, int Count);
