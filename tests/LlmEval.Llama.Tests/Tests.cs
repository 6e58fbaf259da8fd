using System.Runtime.CompilerServices;
using LlmEval.Llama.Natives;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Probe;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

/// <summary>What the tests of this project share: a home with the native library, folders of their own, models and clients.</summary>
internal static class Tests
{
    private static readonly SemaphoreSlim s_installing = new(1, 1);
    private static NativeRuntime? s_runtime;

    /// <summary>Root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Home that keeps the installed library between runs of the tests.</summary>
    public static string SharedHome { get; } = Path.Combine(Repository, "artifacts", "tests-home");

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The native library, installed on first use.</summary>
    public static async Task<NativeRuntime> RuntimeAsync()
    {
        await s_installing.WaitAsync(Token);
        try
        {
            return s_runtime ??= await RuntimeInstaller.InstallAsync(
                RuntimeFlavor.Cpu, Context(SharedHome, Path.Combine(SharedHome, "output")), Token);
        }
        finally
        {
            s_installing.Release();
        }
    }

    /// <summary>A context with folders of its own, which finds the installed library.</summary>
    public static async Task<ModelContext> ContextAsync(TemporaryFolder folder, params (string Name, string Value)[] settings)
    {
        NativeRuntime runtime = await RuntimeAsync();
        return Context(folder["home"], folder["output"], [(NativeLibraries.PathSetting, Path.GetDirectoryName(runtime.LibraryPath)!), .. settings]) with { ProjectDirectory = folder.Path };
    }

    public static ModelContext Context(string home, string output, params (string Name, string Value)[] settings)
    {
        Directory.CreateDirectory(output);
        return new ModelContext
        {
            ProjectDirectory = output,
            Home = home,
            OutputDirectory = output,
            Settings = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>An item.</summary>
    public static ModelSpec Model(string? path, params (string Name, string Value)[] metadata)
    {
        // One thread: the tests run beside each other, and threads that wait for a busy core spin.
        Dictionary<string, string> all = new(StringComparer.OrdinalIgnoreCase) { ["Threads"] = "1" };
        if (path is not null) { all["Path"] = path; }
        foreach ((string name, string value) in metadata) { all[name] = value; }

        return new ModelSpec { Name = "tiny", Provider = "Llama", Location = new Location("/project/App.csproj", 7, 5), Metadata = all };
    }

    /// <summary>Writes a tiny model of random weights.</summary>
    public static string TinyModelIn(TemporaryFolder folder, TinyModelShape? shape = null)
    {
        string path = folder[$"{Guid.NewGuid():N}.gguf"];
        File.WriteAllBytes(path, TinyModel.Create(shape ?? new TinyModelShape()));
        return path;
    }

    /// <summary>A running client on a tiny model.</summary>
    public static async Task<LlamaChatClient> ClientAsync(TemporaryFolder folder, ModelSpec model, params (string Name, string Value)[] settings) =>
        (LlamaChatClient)await new LlamaModelProvider().StartAsync(model, await ContextAsync(folder, settings), Token);

    public static ChatMessage[] Ask(string user) => [new(ChatRole.System, "Answer."), new(ChatRole.User, user)];

    /// <summary>The same options, with log-probabilities asked for.</summary>
    public static ChatOptions WithLogprobs(ChatOptions options)
    {
        ChatOptions asked = options.Clone();
        asked.AdditionalProperties = new() { [LiveModel.LogprobsProperty] = 0 };
        return asked;
    }

    /// <summary>The log-probabilities that a response carries.</summary>
    public static IReadOnlyList<TokenLogprob> Logprobs(ChatResponse response) =>
        (IReadOnlyList<TokenLogprob>)response.AdditionalProperties![LiveModel.LogprobsProperty]!;

    /// <summary>The error that some work ends with.</summary>
    public static async Task<Diagnostic> DiagnosticOf(Func<Task> work) => (await work.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic;

    private static string FindRepository([CallerFilePath] string source = "")
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LlmEval.sln"))) { return folder.FullName; }
        }

        return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));
    }
}
