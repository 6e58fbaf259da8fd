namespace LlmEval.Gating.Baselines;

/// <summary>What is known of a case before any answer is: enough to ask whether the baseline already holds it.</summary>
/// <param name="Id">The case's id.</param>
/// <param name="InputsHash">See <see cref="Model.CaseScores.InputsHash"/>.</param>
/// <param name="RequestKey">See <see cref="Model.CaseScores.RequestKey"/>.</param>
public readonly record struct CaseKeys(string Id, string InputsHash, string RequestKey);
