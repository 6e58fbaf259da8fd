namespace LlmEval.Model;

/// <summary>A tool that a model wants to be called.</summary>
/// <param name="Id">What the result is to name; unique in the conversation.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments as the model wrote them: JSON if it did its work, any text if not.</param>
public sealed record ToolCall(string Id, string Name, string Arguments);
