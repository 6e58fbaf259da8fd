using System.Text;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace LlmEval.MSBuild;

/// <summary>
/// Writes what the engine needs to know of the project: <c>manifest.json</c>, its only input, and <c>inputs.cache</c>, what file
/// times cannot tell (engine, which files of defaults exist). Both are rewritten only when they differ, so that their own times are
/// inputs of the run target. A result of a mode that does not serve the one asked for loses its stamp.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class WriteLlmEvalManifest : Task
{
    /// <summary>Full path of the project file.</summary>
    [Required] public string ProjectFile { get; set; } = string.Empty;

    /// <summary>Full path of the directory of everything that is written, with or without a separator at its end.</summary>
    [Required] public string OutputDirectory { get; set; } = string.Empty;

    /// <summary>Mode asked for: <c>Validate</c>, <c>Cached</c>, <c>Run</c> or <c>Accept</c>, compared without case.</summary>
    [Required] public string Mode { get; set; } = string.Empty;

    /// <summary>Full path of the engine; another one makes the evaluation run again.</summary>
    [Required] public string EngineAssembly { get; set; } = string.Empty;

    /// <summary>Whether the build runs on a build server.</summary>
    public bool ContinuousIntegration { get; set; }

    /// <summary>Properties of the project: the item is the name, metadatum <c>Value</c> the value; <c>IsPath</c> makes it a full path.</summary>
    public ITaskItem[] Settings { get; set; } = [];

    /// <summary>The <c>LlmPrompt</c> items.</summary>
    public ITaskItem[] Prompts { get; set; } = [];

    /// <summary>The <c>LlmModel</c> items.</summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The <c>LlmEvalSuite</c> items.</summary>
    public ITaskItem[] Suites { get; set; } = [];

    /// <summary>The <c>LlmBaseline</c> items.</summary>
    public ITaskItem[] Baselines { get; set; } = [];

    /// <summary>The <c>LlmEvaluator</c> items.</summary>
    public ITaskItem[] Evaluators { get; set; } = [];

    /// <summary>Files of defaults that suites inherit from: no items, but a new one changes suites.</summary>
    public ITaskItem[] DefaultsFiles { get; set; } = [];

    /// <summary>The mode in the engine's spelling.</summary>
    [Output] public string EffectiveMode { get; private set; } = string.Empty;

    /// <inheritdoc />
    public override bool Execute()
    {
        if (EvaluationMode.Parse(Mode) is not { } mode)
        {
            Log.LogError(null, Codes.BadValue, null, Codes.HelpLink(Codes.BadValue), ProjectFile, 0, 0, 0, 0, "{0}",
                $"LlmEvalMode is '{Mode}'; write Off, Validate, Cached or Run.");
            return false;
        }

        EffectiveMode = mode;
        try
        {
            AtomicFile.WriteIfDifferent(Path.Combine(OutputDirectory, "manifest.json"), Manifest());
            AtomicFile.WriteIfDifferent(Path.Combine(OutputDirectory, "inputs.cache"), InputsCache());
            DropWhatNoLongerServes(mode);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, "LLM3007", null, Codes.HelpLink("LLM3007"), ProjectFile, 0, 0, 0, 0, "{0}",
                $"'{OutputDirectory}' cannot be written: {e.Message} Mend its permissions or free disk space.");
            return false;
        }
    }

    private StringBuilder Manifest()
    {
        string directory = Path.GetDirectoryName(ProjectFile)!;
        ManifestText text = new ManifestText().Object()
            .Member("formatVersion", 1)
            .Member("project", ProjectFile)
            .Member("projectDirectory", directory)
            .Member("projectName", Path.GetFileNameWithoutExtension(ProjectFile))
            .Member("outputDirectory", Path.GetFullPath(OutputDirectory))
            .Member("isContinuousIntegration", ContinuousIntegration);

        text.Object("settings");
        foreach (ITaskItem setting in Settings.OrderBy(s => s.ItemSpec, StringComparer.Ordinal))
        {
            string value = setting.GetMetadata("Value");
            bool isPath = value.Length > 0 && setting.GetMetadata("IsPath").Length > 0;
            text.Member(setting.ItemSpec, isPath ? ManifestItem.FullPath(value, directory) : value);
        }

        text.EndObject();
        text.Array("prompts");
        foreach (ManifestItem item in ManifestItem.Files(Prompts, directory))
        {
            Metadata(text.Object().Member("name", item.PromptName).Member("path", item.Path), item).EndObject();
        }

        text.EndArray().Array("models");
        foreach (ManifestItem item in ManifestItem.Named(Models, directory))
        {
            Metadata(text.Object().Member("name", item.Name).Member("provider", item["Provider"] ?? string.Empty).Member("location", item.Location), item).EndObject();
        }

        text.EndArray();
        Files(text, "suites", Suites, directory);
        Files(text, "baselines", Baselines, directory);
        text.Array("evaluators");
        foreach (ManifestItem item in ManifestItem.Assemblies(Evaluators, directory))
        {
            text.Object().Member("name", item.Name).Member("location", item.Location);
            // One of a project that builds no single assembly has none: the engine says so, at the item.
            if (item.Path.Length > 0) { text.Member("path", item.Path); }
            Metadata(text, item).EndObject();
        }

        return text.EndArray().EndObject().Complete();
    }

    private static void Files(ManifestText text, string name, ITaskItem[] items, string directory)
    {
        text.Array(name);
        foreach (ManifestItem item in ManifestItem.Files(items, directory))
        {
            Metadata(text.Object().Member("path", item.Path), item).EndObject();
        }

        text.EndArray();
    }

    private static ManifestText Metadata(ManifestText text, ManifestItem item)
    {
        text.Object("metadata");
        foreach (KeyValuePair<string, string> pair in item.Metadata) { text.Member(pair.Key, pair.Value); }
        return text.EndObject();
    }

    /// <summary>What file times cannot tell.</summary>
    private StringBuilder InputsCache() =>
        new(string.Join("\n", ["engine " + EngineAssembly, .. DefaultsFiles.Select(f => "defaults " + f.ItemSpec).OrderBy(f => f, StringComparer.Ordinal)]) + "\n");

    /// <summary>
    /// A result of another mode is none of this one, but a complete run says all that a plain build could say. And one of other inputs than
    /// those of now is none at all.
    /// </summary>
    private void DropWhatNoLongerServes(string mode)
    {
        string stamp = Path.Combine(OutputDirectory, "complete.stamp");
        if (!File.Exists(stamp)) { return; }

        string path = Path.Combine(OutputDirectory, EvaluationMode.RecordName);
        string? ran = File.Exists(path) ? File.ReadAllText(path) : null;
        bool serves = ran == mode || (ran == EvaluationMode.Run && mode == EvaluationMode.Cached);
        if (!serves || !InputList.IsCurrent(Path.Combine(OutputDirectory, InputList.Name))) { File.Delete(stamp); }
    }
}
