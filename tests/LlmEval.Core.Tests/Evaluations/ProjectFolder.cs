using System.Collections.Concurrent;
using LlmEval.Accepted;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.HandedOver;
using LlmEval.Models.Scripted;
using LlmEval.Running;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>A project in a temporary folder with a prompt, a suite and a scripted model; evaluated as build and command line do it.</summary>
internal sealed class ProjectFolder : IDisposable
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, string>> _models = new(StringComparer.Ordinal);

    public ProjectFolder()
    {
        Folder = Directory.CreateTempSubdirectory("llmeval-evaluation-").FullName;
        Write("prompts/greet.prompt.yml", """
            messages:
              - role: system
                content: Be polite.
              - role: user
                content: "{{name}}"
            """);
        Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            score:
              - contains: Hello
            cases:
              - { id: ann, vars: { name: Ann } }
              - { id: bob, vars: { name: Bob } }
              - { id: cid, vars: { name: Cid } }
            """);
        WithScript("- { system: rude, answer: 'Go away {user}' }\n- { answer: 'Hello {user}' }\n");
    }

    public string Folder { get; }

    public bool IsContinuousIntegration { get; set; }

    /// <summary>Who runs the models; the scripted provider when null.</summary>
    public IModelProvider? Provider { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The lines that a person would have been told.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public string Output => Path.Combine(Folder, "obj", "llmeval");

    public string Cache => Path.Combine(Folder, "home", "cache");

    public string BaselinePath => Path.Combine(Folder, "evals", "baselines", "greet.m.baseline.jsonl");

    /// <summary>What the scripted model was asked: <c>start</c>, <c>ask</c>, <c>stop</c>.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Path.Combine(Folder, "calls.log")) ? File.ReadAllLines(Path.Combine(Folder, "calls.log")) : [];

    public ProjectFolder Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public ProjectFolder Replace(string path, string old, string text) => Write(path, Read(path).Replace(old, text, StringComparison.Ordinal));

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public ProjectFolder WithScript(string rules, string model = "m")
    {
        Write(model + ".yml", rules);
        _models[model] = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Provider"] = "Scripted",
            ["Path"] = Path.Combine(Folder, model + ".yml"),
            ["CallLog"] = "calls.log",
        };
        return this;
    }

    public ProjectFolder WithModelMetadata(string name, string value, string model = "m")
    {
        _models[model][name] = value;
        return this;
    }

    /// <summary>A model whose answers tests hand over.</summary>
    public ProjectFolder WithTestModel(string model)
    {
        _models[model] = new(StringComparer.OrdinalIgnoreCase) { ["Provider"] = "Test" };
        return this;
    }

    public ProjectFolder WithSetting(string name, string value)
    {
        _settings[name] = value;
        return this;
    }

    public void ForgetAnswers()
    {
        if (Directory.Exists(Cache)) { Directory.Delete(Cache, recursive: true); }

        File.Delete(Path.Combine(Folder, "calls.log"));
    }

    public Task<EvaluationResult> RunAsync(string? filter = null) => EvaluateAsync(EvaluationMode.Run, filter);

    public async Task<EvaluationResult> FreshAsync(string? filter = null, EvaluationMode mode = EvaluationMode.Run)
    {
        EvaluationResult result = await CreateEvaluation().RunAsync(
            new EvaluationRequest { Manifest = Manifest(), Mode = mode, Filter = filter, Fresh = true }, CancellationToken.None);
        RunOutputs.WriteReports(Manifest(), result);
        return result;
    }

    public void RemoveModel(string model) => _models.Remove(model);

    public Task<EvaluationResult> BuildAsync() => EvaluateAsync(EvaluationMode.Cached);

    public Task<EvaluationResult> ValidateAsync() => EvaluateAsync(EvaluationMode.Validate);

    public async Task<EvaluationResult> EvaluateAsync(EvaluationMode mode, string? filter = null, CancellationToken cancellationToken = default)
    {
        EvaluationResult result = await CreateEvaluation().RunAsync(
            new EvaluationRequest { Manifest = Manifest(), Mode = mode, Filter = filter, Observer = new Listener(Told) }, cancellationToken);
        RunOutputs.WriteReports(Manifest(), result);
        return result;
    }

    public Task<AcceptedBaselines> AcceptAsync(string? reason = null, string? filter = null, bool withoutHeldBack = false, IRunObserver? observer = null) => new Accepting(CreateEvaluation(), Time).AcceptAsync(
        new EvaluationRequest
        {
            Manifest = Manifest(), Mode = EvaluationMode.Cached, Filter = filter, WithoutHeldBack = withoutHeldBack, Observer = observer ?? new Listener(Told),
        },
        reason, CancellationToken.None);

    public Task<AcceptedBaselines> AcceptFromAsync(string candidate, string? reason = null) => new Accepting(CreateEvaluation(), Time).AcceptFromAsync(
        new EvaluationRequest { Manifest = Manifest(), Mode = EvaluationMode.Cached }, candidate, reason, CancellationToken.None);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public Evaluation CreateEvaluation() => new(
        new ProviderRegistry(Provider ?? new ScriptedModelProvider(), new TestModelProvider()),
        Time,
        environment: name => name == "LLMEVAL_HOME" ? Path.Combine(Folder, "home") : null);

    public Manifest Manifest()
    {
        string project = Path.Combine(Folder, "project.csproj");
        return new Manifest
        {
            Project = project,
            ProjectDirectory = Folder,
            ProjectName = "project",
            OutputDirectory = Output,
            IsContinuousIntegration = IsContinuousIntegration,
            Settings = _settings,
            Prompts = Items("*.prompt.yml", ".prompt.yml"),
            Suites = [.. Items("*.eval.yml", ".eval.yml").Where(i => i.Name != "defaults")],
            Baselines = Items("*.baseline.jsonl", ".baseline.jsonl"),
            Models = [.. _models.Select(m => new ManifestItem { Name = m.Key, Location = new Location(project), Metadata = m.Value })],
        };
    }

    private ManifestItem[] Items(string pattern, string ending) =>
    [
        .. Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(Path.Combine(Folder, "obj"), StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => new ManifestItem
            {
                Name = Path.GetFileName(f)[..^ending.Length],
                Path = f,
                Location = new Location(f),
                Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
            }),
    ];

    private sealed class Listener(ConcurrentQueue<string> told) : IRunObserver
    {
        public void Progress(RunProgress progress)
        {
        }

        public void Report(string line) => told.Enqueue(line);
    }
}
