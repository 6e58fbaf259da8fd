using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>A message as a model gets it.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">The rendered text; of a tool, what it returned.</param>
public readonly record struct ChatTurn(string Role, string Text)
{
    /// <summary>The tools that the assistant wanted to be called in this message; null for none.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>Which call a tool's message answers; null for other messages.</summary>
    public string? ToolCallId { get; init; }
}
