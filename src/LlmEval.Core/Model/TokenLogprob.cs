namespace LlmEval.Model;

/// <summary>A token of an answer and how likely it was.</summary>
/// <param name="Token">The token's text.</param>
/// <param name="Logprob">Natural logarithm of its probability by the model, before temperature and sampling; 0 or less.</param>
public sealed record TokenLogprob(string Token, double Logprob);
