using System.Runtime.InteropServices;

namespace LlmEval.Benchmarks;

/// <summary>What all groups share: the repository, a folder of their own, the number of runs, the built tools.</summary>
internal sealed class BenchmarkContext : IDisposable
{
    private string? _engine;

    public BenchmarkContext(string repository, string? engine, int runs)
    {
        Repository = repository;
        Runs = runs;
        _engine = engine;
    }

    /// <summary>Root of the repository.</summary>
    public string Repository { get; }

    /// <summary>How often each measurement is repeated; the median counts.</summary>
    public int Runs { get; }

    /// <summary>Cases of the largest run; fewer for a look in between.</summary>
    public int Million { get; init; } = 1_000_000;

    /// <summary>Folder of promptfoo's install, which is made where it is missing; null when nothing is to be compared with it.</summary>
    public string? Peer { get; init; }

    /// <summary>A folder that is deleted at the end.</summary>
    public string Scratch { get; } = Directory.CreateTempSubdirectory("llmeval-benchmarks-").FullName;

    /// <summary>The published command, <c>llmeval.dll</c>; published at the first call as the package has it: precompiled for this platform.</summary>
    public async Task<string> EngineAsync() => _engine ??= await PublishAsync();

    /// <summary>Builds the tasks that generated projects use.</summary>
    public Task BuildTasksAsync() => MeasuredProcess.RunAsync(
        "dotnet",
        ["build", Path.Combine(Repository, "src", "LlmEval.MSBuild"), "-c", "Release", "-v", "q"],
        Repository,
        EnvironmentOf(Scratch));

    /// <summary>The environment of every measured process: nothing of the user's home, no telemetry, not CI.</summary>
    public static IReadOnlyDictionary<string, string?> EnvironmentOf(string home) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["LLMEVAL_HOME"] = home,
        ["LLMEVAL_CACHE_DIR"] = null,
        ["CI"] = null,
        ["TF_BUILD"] = null,
        ["GITHUB_ACTIONS"] = null,
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    /// <summary>Says what is going on.</summary>
    public static void Say(string text) => Console.WriteLine(text);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Scratch, recursive: true);

    private async Task<string> PublishAsync()
    {
        Say("Publishing src/LlmEval.Cli ...");
        string output = Path.Combine(Scratch, "llmeval");
        await MeasuredProcess.RunAsync(
            "dotnet",
            [
                "publish", Path.Combine(Repository, "src", "LlmEval.Cli"), "-c", "Release", "-o", output, "-v", "q",
                "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-p:PublishReadyToRun=true",
                "-p:ArtifactsPath=" + Path.Combine(Scratch, "artifacts"),
            ],
            Repository,
            EnvironmentOf(Scratch));
        return Path.Combine(output, "llmeval.dll");
    }
}
