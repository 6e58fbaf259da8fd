using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>A prompt as its file says: messages with placeholders, and the parameters that belong to them.</summary>
public sealed record PromptTemplate
{
    /// <summary>Name by which suites refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of its file.</summary>
    public required string Path { get; init; }

    /// <summary>Where the prompt begins.</summary>
    public required Location Location { get; init; }

    /// <summary>The title that the file gives, or null.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Name of the model that the prompt asks for, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Where the model is named; <see cref="Location"/> when it is not.</summary>
    public required Location ModelLocation { get; init; }

    /// <summary>What the prompt says about sampling.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.Empty;

    /// <summary>The messages, at least one.</summary>
    public required IReadOnlyList<PromptMessage> Messages { get; init; }

    /// <summary>Every placeholder of every message, in their order.</summary>
    public IEnumerable<TemplateVariable> Variables => Messages.SelectMany(m => m.Content.Variables);
}
