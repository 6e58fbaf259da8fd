using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace LlmEval.MSBuild;

/// <summary>
/// Writes <c>ASSEMBLY.llmeval.json</c>, by which tests find the suites of their project and of those it references: the manifests that the builds of these projects write.
/// Rewritten only when it differs.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class WriteLlmEvalTestManifest : Task
{
    /// <summary>Version of the format.</summary>
    public const int FormatVersion = 1;

    /// <summary>Full path of the test project.</summary>
    [Required] public string ProjectFile { get; set; } = string.Empty;

    /// <summary>Full path of the file to write.</summary>
    [Required] public string OutputFile { get; set; } = string.Empty;

    /// <summary>The suites of the project and of those it references; metadatum <c>LlmEvalManifest</c> is the full path of its project's manifest. The project's own come first.</summary>
    public ITaskItem[] Suites { get; set; } = [];

    /// <inheritdoc />
    public override bool Execute()
    {
        ManifestText text = new ManifestText().Object().Member("formatVersion", FormatVersion).Member("project", ProjectFile).Array("manifests");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ITaskItem suite in Suites)
        {
            string manifest = suite.GetMetadata("LlmEvalManifest");
            if (manifest.Length > 0 && seen.Add(manifest)) { text.Element(manifest); }
        }

        text.EndArray().EndObject();
        try
        {
            AtomicFile.WriteIfDifferent(OutputFile, text.Complete());
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, "LLM3007", null, Codes.HelpLink("LLM3007"), ProjectFile, 0, 0, 0, 0, "{0}", $"'{OutputFile}' cannot be written: {e.Message} Mend its permissions or free disk space.");
            return false;
        }
    }
}
