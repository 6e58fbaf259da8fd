namespace LlmEval.Models;

/// <summary>What a provider may use of the run it works in.</summary>
public sealed record ModelContext
{
    /// <summary>Folder of the project that owns the model; relative paths start here.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Per-user folder (LLMEVAL_HOME): native runtimes, leases, remembered hashes.</summary>
    public required string Home { get; init; }

    /// <summary>Folder for logs and other output of this run.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Settings of the build by name (LlmEvalLlamaPath, LlmEvalDeviceTimeout, LlmEvalRuntimeInstall, ProjectAssetsFile ...); absent means default.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>One line for the person who waits (waiting for a device, installing a library ...).</summary>
    public Action<string> Report { get; init; } = static _ => { };

    /// <summary>Time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The value of a setting, or null when it is absent or empty.</summary>
    public string? Setting(string name) => Settings.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
}
