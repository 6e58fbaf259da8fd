namespace LlmEval.Models;

/// <summary>A message as a model gets it.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">The rendered text.</param>
public readonly record struct ChatTurn(string Role, string Text);
