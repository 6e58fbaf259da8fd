using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>A placeholder of a template.</summary>
/// <param name="Path">The dotted path between the braces, without spaces.</param>
/// <param name="Location">Where it stands, as exactly as the file's notation tells.</param>
public sealed record TemplateVariable(string Path, Location Location)
{
    /// <summary>The first name of the path.</summary>
    public string Name => Path.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? Path[..dot] : Path;
}
