using System.Globalization;
using System.Reflection;
using System.Text.Json;
using LlmEval.Accepted;
using LlmEval.Manifests;

namespace LlmEval.Engine.Tests;

/// <summary>A folder with prompts, suites, a scripted model and the manifest that a build would have written.</summary>
internal sealed class Project : IDisposable
{
    private readonly List<LlmEvalRunner> _runners = [];
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> _models = new(StringComparer.Ordinal);
    private readonly Evaluation _evaluation;

    /// <summary>A project with the suite <c>triage</c>: <paramref name="cases"/> cases t1, t2 ... whose answer is their ticket, which is expected.</summary>
    public Project(int cases = 4)
    {
        Folder = Directory.CreateTempSubdirectory("llmeval-engine-tests-").FullName;
        _evaluation = new Evaluation(EvalEngine.Providers, environment: Environment, evaluators: EvalEngine.Evaluators);
        Write("prompts/triage.prompt.yml", "messages:\n  - role: system\n    content: Sort the ticket.\n  - role: user\n    content: \"{{ticket}}\"\n");
        WithModel("scripted", "- { answer: \"{user}\" }\n");
        WithSuite("triage", cases);
    }

    public static string RepoRoot { get; } = Metadata("RepoRoot");

    public static string TestProcess { get; } = Metadata("TestProcess");

    public string Folder { get; }

    public string ManifestPath => Path.Combine(Folder, "obj", "llmeval", "manifest.json");

    public string Home { get; set; } = string.Empty;

    /// <summary>How many answers the scripted models gave so far.</summary>
    public int Asked => Log("ask");

    public int Log(string what)
    {
        string log = Path.Combine(Folder, "calls.log");
        if (!File.Exists(log)) { return 0; }

        using StreamReader reader = new(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n').Count(l => l == what);
    }

    public Project Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public Project WithSuite(string name, int cases, string more = "") => Write($"evals/{name}.eval.yml",
        $"prompt: triage\nmodels: [scripted]\nscore:\n  - equals: {{ value: \"{{{{expected}}}}\", metric: category }}\ncases:\n"
        + string.Concat(Enumerable.Range(1, cases).Select(i => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: t{i}, vars: {{ ticket: \"{name} T{i}\" }}, expected: \"{name} T{i}\" }}\n"))) + more);

    public Project WithScript(string rules) => WithModel("scripted", rules);

    public Project WithModel(string name, string rules)
    {
        Write($"models/{name}.yml", rules);
        _models[name] = new { name, provider = "Scripted", metadata = new Dictionary<string, string> { ["Path"] = Full($"models/{name}.yml"), ["CallLog"] = Full("calls.log"), ["Concurrency"] = "2" } };
        return this;
    }

    public Project WithItem(string name, string provider, params (string Name, string Value)[] metadata)
    {
        _models[name] = new { name, provider, metadata = metadata.ToDictionary(m => m.Name, m => m.Value) };
        return this;
    }

    public Project WithSetting(string name, string value)
    {
        _settings[name] = value;
        return this;
    }

    /// <summary>The example with its real model, its baseline included; asked also where nothing changed.</summary>
    public Project WithTriage(out string suite)
    {
        suite = "triage";
        string example = Path.Combine(RepoRoot, "examples", "TicketTriage");
        foreach (string file in (string[])["prompts/triage.prompt.yml", "evals/triage.eval.yml", "evals/tickets.jsonl", "evals/ticket.schema.json", "evals/baselines/triage.triage-tiny.baseline.jsonl"])
        {
            Write(file, File.ReadAllText(Path.Combine(example, file)));
        }

        return WithItem("triage-tiny", "Llama", ("Path", Path.Combine(example, "models", "triage-q8_0.gguf"))).WithSetting("LlmEvalUnchanged", "run");
    }

    public string Full(string path) => Path.Combine(Folder, path);

    public Project WriteManifest()
    {
        string[] Files(string folder, string pattern) => Directory.Exists(Full(folder)) ? [.. Directory.GetFiles(Full(folder), pattern).Order(StringComparer.Ordinal)] : [];
        _settings["LlmEvalCacheDirectory"] = Full("cache");
        return Write("obj/llmeval/manifest.json", JsonSerializer.Serialize(new
        {
            formatVersion = 1,
            project = Full("app.csproj"),
            projectDirectory = Folder,
            projectName = "app",
            outputDirectory = Full("obj/llmeval"),
            isContinuousIntegration = false,
            settings = _settings,
            prompts = Files("prompts", "*.yml").Select(p => new { name = Path.GetFileName(p).Split('.')[0], path = p }),
            models = _models.Values,
            suites = Files("evals", "*.eval.yml").Select(p => new { name = Path.GetFileName(p).Split('.')[0], path = p }),
            baselines = Files("evals/baselines", "*.jsonl").Select(p => new { name = Path.GetFileNameWithoutExtension(p), path = p }),
        }));
    }

    /// <summary>A runner as a test host's: of its own, with what the project says now.</summary>
    public LlmEvalRunner Runner()
    {
        WriteManifest();
        LlmEvalRunner runner = new([ManifestFile.Read(ManifestPath)], _evaluation, EvalEngine.Providers, Environment);
        _runners.Add(runner);
        return runner;
    }

    /// <summary>What a build's gate does.</summary>
    public Task<EvaluationResult> RunAsync()
    {
        WriteManifest();
        return _evaluation.RunAsync(new EvaluationRequest { Manifest = ManifestFile.Read(ManifestPath), Mode = EvaluationMode.Run }, TestContext.Current.CancellationToken);
    }

    /// <summary>Makes what the project answers now its baseline.</summary>
    public async Task AcceptAsync()
    {
        await RunAsync();
        AcceptedBaselines accepted = await new Accepting(_evaluation).AcceptAsync(
            new EvaluationRequest { Manifest = ManifestFile.Read(ManifestPath), Mode = EvaluationMode.Cached, WithoutHeldBack = true }, "first", TestContext.Current.CancellationToken);
        accepted.Written.Should().NotBeEmpty(string.Join('\n', accepted.Diagnostics));
    }

    public string? Environment(string name) => name == "LLMEVAL_HOME" ? Home.Length > 0 ? Home : Full("home") : null;

    public void Dispose()
    {
        foreach (LlmEvalRunner runner in _runners) { runner.DisposeAsync().AsTask().GetAwaiter().GetResult(); }

        Directory.Delete(Folder, recursive: true);
    }

    private static string Metadata(string key) => typeof(Project).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
