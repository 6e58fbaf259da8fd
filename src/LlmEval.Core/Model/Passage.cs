namespace LlmEval.Model;

/// <summary>A text that was retrieved for an answer and that the answer should rest on.</summary>
/// <param name="Text">The text.</param>
/// <param name="Id">How answers cite it, or null.</param>
/// <param name="Source">Where it comes from, or null.</param>
/// <param name="Score">How well it fitted in the retriever's own measure, or null.</param>
public sealed record Passage(string Text, string? Id = null, string? Source = null, double? Score = null);
