namespace LlmEval.Scoring.Safety.Attacks;

/// <summary>What a model did that an attack wanted.</summary>
/// <param name="What">For a person.</param>
/// <param name="Place">Where in the judged answer, where it stands there as it is.</param>
internal readonly record struct AttackSuccess(string What, TokenMatch Place);
