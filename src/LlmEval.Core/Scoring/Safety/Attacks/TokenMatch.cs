namespace LlmEval.Scoring.Safety.Attacks;

/// <summary>How a token is said.</summary>
/// <param name="Form">In words: <c>in Base64</c>.</param>
/// <param name="Start">Where in the text, where it stands there as it is.</param>
/// <param name="Length">How long; 0 where it is encoded.</param>
internal readonly record struct TokenMatch(string Form, int Start, int Length);
