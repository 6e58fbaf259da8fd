using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>An answer and where it came from.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="FromCache">Whether no model was asked.</param>
public readonly record struct SourcedAnswer(Answer Answer, bool FromCache);
