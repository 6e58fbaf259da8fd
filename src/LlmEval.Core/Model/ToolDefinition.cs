namespace LlmEval.Model;

/// <summary>A tool as a model sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for, or null.</param>
/// <param name="Schema">JSON schema of its arguments, as text.</param>
public sealed record ToolDefinition(string Name, string? Description, string Schema);
