namespace LlmEval.Manifests;

/// <summary>
/// What the build knows of one project: the engine's only input. The build writes it; the command line obtains the same from MSBuild.
/// It holds names of environment variables, never their values.
/// </summary>
public sealed record Manifest
{
    /// <summary>Version of the format; another one is refused.</summary>
    public const int FormatVersion = 1;

    /// <summary>Full path of the project file.</summary>
    public required string Project { get; init; }

    /// <summary>Full path of the project's folder; nothing that a suite names may lie outside it.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>The project's name.</summary>
    public required string ProjectName { get; init; }

    /// <summary>Full path of the folder for verdicts, results and reports (below <c>obj</c>).</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Whether a build server is at work: accepting is refused, a missing baseline is an error.</summary>
    public bool IsContinuousIntegration { get; init; }

    /// <summary>Properties of the project by name, compared without case.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary><c>LlmPrompt</c> items.</summary>
    public IReadOnlyList<ManifestItem> Prompts { get; init; } = [];

    /// <summary><c>LlmModel</c> items.</summary>
    public IReadOnlyList<ManifestItem> Models { get; init; } = [];

    /// <summary><c>LlmEvalSuite</c> items.</summary>
    public IReadOnlyList<ManifestItem> Suites { get; init; } = [];

    /// <summary><c>LlmBaseline</c> items.</summary>
    public IReadOnlyList<ManifestItem> Baselines { get; init; } = [];

    /// <summary><c>LlmEvaluator</c> items: assemblies with checks of the user's. An item whose assembly the build could not tell has no path.</summary>
    public IReadOnlyList<ManifestItem> Evaluators { get; init; } = [];

    /// <summary>The value of a property, or null when it is absent or empty.</summary>
    public string? Setting(string name) => Settings.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
}
