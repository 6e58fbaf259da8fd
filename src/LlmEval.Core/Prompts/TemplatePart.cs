namespace LlmEval.Prompts;

/// <summary>A piece of a template: text, or a placeholder.</summary>
/// <param name="Literal">The text; empty for a placeholder.</param>
/// <param name="Variable">The placeholder, or null.</param>
internal sealed record TemplatePart(string Literal, TemplateVariable? Variable);
