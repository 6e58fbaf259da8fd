using System.Diagnostics;
using System.Runtime.InteropServices;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Assemblies.Tests;

/// <summary>
/// A user's project in a temporary folder: sources are compiled by the SDK's own compiler, and evaluated as build and command line do it.
/// </summary>
internal sealed class UserCode : IDisposable
{
    /// <summary>What every source may use without saying so.</summary>
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;
        global using LlmEval.Model; global using LlmEval.Models; global using LlmEval.Scoring; global using LlmEval.Suites; global using Microsoft.Extensions.AI;

        """;

    private readonly Dictionary<string, string> _model = new(StringComparer.OrdinalIgnoreCase) { ["Provider"] = "Assembly" };

    public UserCode()
    {
        Folder = Directory.CreateTempSubdirectory("llmeval-code-").FullName;
        Write("evals/questions.eval.yml", """
            models: [code]
            score:
              - contains: fine
            cases:
              - { id: a, vars: { question: How is Ann? }, expected: secret }
              - { id: b, vars: { question: How is Bob? }, expected: secret }
            """);
        With("Path", Entry);
    }

    public string Folder { get; }

    /// <summary>The output folder.</summary>
    public string Bin => Path.Combine(Folder, "bin");

    public string Entry => Path.Combine(Bin, "Handbook.dll");

    public string Output => Path.Combine(Folder, "obj", "llmeval");

    public AssemblyModelProvider Provider { get; } = new();

    /// <summary>Loads the evaluators; its limit is short enough for code that hangs.</summary>
    public AssemblyEvaluatorLoader Loader { get; } = new() { Limit = TimeSpan.FromSeconds(3) };

    public List<ManifestItem> Evaluators { get; } = [];

    /// <summary>Where <see cref="WithPlugin"/> compiles to.</summary>
    public string PluginPath(string name = "Scorers") => Path.Combine(Folder, name, "bin", name + ".dll");

    public ModelSpec Spec => new() { Name = "code", Provider = "Assembly", Location = new Location(Path.Combine(Folder, "app.csproj")), Metadata = _model };

    public ModelContext Context => new() { ProjectDirectory = Folder, Home = Path.Combine(Folder, "home"), OutputDirectory = Output, Report = Lines.Add };

    /// <summary>What was told to the person who waits.</summary>
    public List<string> Lines { get; } = [];

    public UserCode With(string metadatum, string value)
    {
        _model[metadatum] = value;
        return this;
    }

    public UserCode Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    /// <summary>Compiles a class <c>Rag</c> with these members.</summary>
    public UserCode WithRag(string members) => Compile($"namespace Handbook; public class Rag {{ {members} }}");

    /// <summary>Compiles an assembly into the output folder.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="name">Its name.</param>
    /// <param name="sources">The folder of its source, for what depends on paths.</param>
    /// <param name="references">Further references, names of assemblies in the output folder.</param>
    public UserCode Compile(string source, string name = "Handbook", string sources = "src", params string[] references)
    {
        Write($"{sources}/{name}.cs", source);
        Write($"{sources}/Usings.cs", Usings);
        Compiler.Run(Path.Combine(Folder, sources), Path.Combine(Bin, name + ".dll"), [name + ".cs", "Usings.cs"], [.. references.Select(r => Path.Combine(Bin, r + ".dll"))]);
        return this;
    }

    /// <summary>Compiles an assembly with a plug-in of these members into a folder of its own and makes it an item.</summary>
    public UserCode WithPlugin(string members, string name = "Scorers") => WithPluginSource($$"""
        public sealed class Plugin : IEvaluatorPlugin
        {
            {{members}}
            public static CheckKind Kind(string name, Func<ScoringContext, CancellationToken, ValueTask<ScorerResult>> score) => new()
            {
                Name = name, Summary = "Mine.", Example = name, Source = "ours", Unit = "ratio", IsBinary = false, Threshold = 0.5, TimeLimit = null,
                Bind = _ => new Scorer(score),
            };
        }
        public sealed class Scorer(Func<ScoringContext, CancellationToken, ValueTask<ScorerResult>> score) : IScorer
        {
            public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => score(context, cancellationToken);
        }
        """, name);

    /// <summary>The same for a source of its own.</summary>
    public UserCode WithPluginSource(string source, string name = "Scorers")
    {
        Write($"{name}/src/{name}.cs", source);
        Write($"{name}/src/Usings.cs", Usings);
        Compiler.Run(Path.Combine(Folder, name, "src"), PluginPath(name), [name + ".cs", "Usings.cs"], []);
        return WithEvaluator(name, PluginPath(name));
    }

    public UserCode WithEvaluator(string name, string? path, params (string Name, string Value)[] metadata)
    {
        Evaluators.RemoveAll(e => e.Name == name);
        Evaluators.Add(new ManifestItem
        {
            Name = name, Path = path, Location = Spec.Location,
            Metadata = metadata.ToDictionary(m => m.Name, m => m.Value, StringComparer.OrdinalIgnoreCase),
        });
        return this;
    }

    /// <summary>The suite's checks, one a line.</summary>
    public UserCode WithScore(params string[] checks) => Write("evals/questions.eval.yml", $$"""
        models: [code]
        score:
        {{string.Join("\n", checks.Select(c => "  - " + c))}}
        cases:
          - { id: a, vars: { question: How is Ann? }, expected: secret }
          - { id: b, vars: { question: How is Bob? }, expected: secret }
        """);

    public async Task<ModelIdentity?> IdentifyAsync() => await Provider.IdentifyAsync(Spec, Context, TestContext.Current.CancellationToken);

    /// <summary>The diagnostic that identifying ends in.</summary>
    public async Task<string> MistakeAsync() =>
        (await FluentActions.Awaiting(IdentifyAsync).Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.ToString();

    public async Task<IChatClient> StartAsync() => await Provider.StartAsync(Spec, Context, TestContext.Current.CancellationToken);

    /// <summary>Evaluates the project.</summary>
    public Task<EvaluationResult> EvaluateAsync(EvaluationMode mode = EvaluationMode.Run) =>
        new Evaluation(new ProviderRegistry(Provider), environment: n => n == "LLMEVAL_HOME" ? Path.Combine(Folder, "home") : null, evaluators: Loader).RunAsync(
            new EvaluationRequest { Manifest = Manifest(), Mode = mode, Observer = new Listener(Lines) }, TestContext.Current.CancellationToken);

    /// <summary>The result's lines.</summary>
    public string Result => File.ReadAllText(Path.Combine(Output, "results", "questions.code.jsonl"));

    public void Dispose()
    {
        try { Directory.Delete(Folder, recursive: true); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* Windows keeps loaded assemblies to the end of the process. */ }
    }

    private Manifest Manifest() => new()
    {
        Project = Spec.Location.File,
        ProjectDirectory = Folder,
        ProjectName = "app",
        OutputDirectory = Output,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
        Prompts = [],
        Models = [new ManifestItem { Name = "code", Location = Spec.Location, Metadata = _model }],
        Suites = [new ManifestItem { Name = "questions", Path = Path.Combine(Folder, "evals", "questions.eval.yml"), Location = Spec.Location, Metadata = new Dictionary<string, string>() }],
        Baselines = [],
        Evaluators = Evaluators,
    };

    private sealed class Listener(List<string> lines) : LlmEval.Running.IRunObserver
    {
        public void Progress(LlmEval.Running.RunProgress progress)
        {
        }

        public void Report(string line) => lines.Add(line);
    }
}

/// <summary>The C# compiler of the SDK that runs the tests.</summary>
internal static class Compiler
{
    private static readonly string s_csc = Directory.EnumerateDirectories(Path.Combine(DotnetRoot, "sdk"))
        .Where(d => Path.GetFileName(d).StartsWith("10.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(d => Path.Combine(d, "Roslyn", "bincore", "csc.dll")).Last();

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public static void Run(string folder, string output, string[] sources, string[] references, params string[] options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        ProcessStartInfo start = new(Path.Combine(DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet")) { WorkingDirectory = folder, RedirectStandardOutput = true };
        string[] all =
        [
            "exec", s_csc, "-nologo", "-target:library", "-deterministic", "-debug:portable", "-langversion:latest", "-nullable", "-out:" + output,
            .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "System*.dll").Where(IsManaged).Select(f => "-r:" + f),
            .. Path.GetFileName(output) == "LlmEval.Core.dll" || references.Any(r => Path.GetFileName(r) == "LlmEval.Core.dll") ? (string[])[] : ["-r:" + typeof(EvalTargetAttribute).Assembly.Location], "-r:" + typeof(IChatClient).Assembly.Location,
            .. references.Select(r => "-r:" + r), .. options, .. sources.Select(s => Path.Combine(folder, s)),
        ];
        foreach (string argument in all) { start.ArgumentList.Add(argument); }

        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) { throw new InvalidOperationException(said); }
    }

    private static bool IsManaged(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using System.Reflection.PortableExecutable.PEReader image = new(stream);
        return image.HasMetadata;
    }
}
