using LlmEval.MSBuild;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LlmEval.SourceGeneration.Reading;

/// <summary>A prompt item as the build hands it to the compiler.</summary>
/// <param name="Name">Name of the prompt in its project.</param>
/// <param name="File">Its file.</param>
internal sealed record PromptInput(string Name, AdditionalText File)
{
    private const string Metadatum = "build_metadata.AdditionalFiles.";

    /// <summary>Full path of the file.</summary>
    public string Path => File.Path;

    /// <summary>The item of a file; null when the file is something else.</summary>
    public static PromptInput? Of(AdditionalText file, AnalyzerConfigOptionsProvider options)
    {
        AnalyzerConfigOptions own = options.GetOptions(file);
        if (!own.TryGetValue(Metadatum + "LlmPromptItem", out string? isOne) || isOne != "true") { return null; }

        return new PromptInput(own.TryGetValue(Metadatum + "LlmPromptName", out string? name) && name.Length > 0 ? name : PromptItemName.Of(file.Path), file);
    }
}
