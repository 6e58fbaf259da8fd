namespace LlmEval.Endpoints.Services;

/// <summary>A value in both forms that a template may need.</summary>
/// <param name="Text">As a prompt shows it.</param>
/// <param name="Json">As JSON.</param>
internal readonly record struct RequestValue(string Text, string Json);
