namespace LlmEval.Model;

/// <summary>A place in an answer that a score rests on: what a person is shown beside the reason.</summary>
/// <param name="Start">Where it begins in the text of the judged answer, in UTF-16 code units from 0.</param>
/// <param name="Length">How long it is, in UTF-16 code units; 0 for evidence that is no part of the answer.</param>
/// <param name="Label">What it is, in a word or two: <c>e-mail</c>, <c>number</c>, <c>claim 2</c>.</param>
/// <param name="Note">What was found about it, in a sentence, or null.</param>
public readonly record struct Evidence(int Start, int Length, string Label, string? Note = null);
