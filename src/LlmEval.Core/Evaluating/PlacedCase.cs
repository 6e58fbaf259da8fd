using LlmEval.Binding;

namespace LlmEval.Evaluating;

/// <summary>A case and its place among those that were read first.</summary>
internal sealed record PlacedCase(BoundCase Case, int Place);
