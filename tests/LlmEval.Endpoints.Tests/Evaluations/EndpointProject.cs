using System.Globalization;
using System.Text;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;

namespace LlmEval.Endpoints.Tests.Evaluations;

/// <summary>A project in a temporary folder whose suite asks an endpoint; evaluated as build and command line do it.</summary>
internal sealed class EndpointProject : IRunObserver, IDisposable
{
    private readonly Dictionary<string, string> _model;
    private readonly StringBuilder _log = new();

    public EndpointProject(string endpoint, int cases, params (string Name, string Value)[] more)
    {
        Folder = Directory.CreateTempSubdirectory("llmeval-endpoint-").FullName;
        _model = new(StringComparer.OrdinalIgnoreCase) { ["Provider"] = "OpenAI", ["Endpoint"] = endpoint, ["Model"] = "gpt-x", ["ApiKeyVariable"] = "TEST_KEY" };
        foreach ((string name, string value) in more)
        {
            if (value.Length > 0) { _model[name] = value; }
            else { _model.Remove(name); }
        }

        Write("prompts/greet.prompt.yml", "messages:\n  - role: user\n    content: \"{{name}}\"\n");
        StringBuilder suite = new("prompt: greet\nmodels: [gpt]\nsamples: 2\nscore:\n  - contains: Hello\ncases:\n");
        for (int i = 0; i < cases; i++) { suite.Append(CultureInfo.InvariantCulture, $"  - {{ id: c{i}, vars: {{ name: Ann{i} }} }}\n"); }

        Write("evals/greet.eval.yml", suite.ToString());
    }

    public string Folder { get; }

    public bool HasKey { get; set; } = true;

    /// <summary>How far <see cref="RunAsync"/> goes.</summary>
    public EvaluationMode Mode { get; set; } = EvaluationMode.Run;

    public Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase) { ["UserSecretsId"] = "the-id" };

    /// <summary>Whether the key is not in the environment but among the user's secrets, which are no output of ours.</summary>
    public bool HasUserSecret { get; init; }

    private string UserHome => Folder + "-user";

    /// <summary>Whether the suite has a prompt; without one the model takes the cases themselves.</summary>
    public bool HasPrompt
    {
        init
        {
            if (!value) { Write("evals/greet.eval.yml", File.ReadAllText(Path.Combine(Folder, "evals/greet.eval.yml")).Replace("prompt: greet\n", string.Empty, StringComparison.Ordinal)); }
        }
    }

    /// <summary>Every file that was written, and every line that was reported.</summary>
    public string Everything => string.Concat(
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => f + "\n" + Encoding.Latin1.GetString(File.ReadAllBytes(f)))) + _log;

    public async Task<EvaluationResult> RunAsync()
    {
        Func<string, string?> environment = name => name switch
        {
            "LLMEVAL_HOME" => Path.Combine(Folder, "home"),
            "TEST_KEY" when HasKey && !HasUserSecret => Sut.Key,
            "HOME" => UserHome,
            _ => null,
        };
        if (HasUserSecret)
        {
            string secrets = Path.Combine(UserHome, ".microsoft", "usersecrets", "the-id");
            Directory.CreateDirectory(secrets);
            await File.WriteAllTextAsync(Path.Combine(secrets, "secrets.json"), $$"""{ "TEST_KEY": "{{Sut.Key}}" }""", TestContext.Current.CancellationToken);
        }

        Evaluation evaluation = new(new ProviderRegistry(new OpenAIModelProvider(environment, Sut.Fast), new HttpModelProvider(environment, Sut.Fast)), environment: environment);
        string project = Path.Combine(Folder, "project.csproj");
        Manifest manifest = new()
        {
            Project = project,
            ProjectDirectory = Folder,
            ProjectName = "project",
            OutputDirectory = Path.Combine(Folder, "obj", "llmeval"),
            Settings = Settings,
            Prompts = [Item("greet", "prompts/greet.prompt.yml")],
            Suites = [Item("greet", "evals/greet.eval.yml")],
            Baselines = [],
            Models = [new ManifestItem { Name = "gpt", Location = new Location(project), Metadata = _model }],
        };
        EvaluationResult result = await evaluation.RunAsync(
            new EvaluationRequest { Manifest = manifest, Mode = Mode, Observer = this }, TestContext.Current.CancellationToken);
        RunOutputs.WriteReports(manifest, result);
        foreach (Diagnostic diagnostic in result.Diagnostics) { _log.AppendLine(diagnostic.Message); }

        return result;
    }

    public void Report(string line) => _log.AppendLine(line);

    public void Progress(RunProgress progress)
    {
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(UserHome)) { Directory.Delete(UserHome, recursive: true); }
    }

    private ManifestItem Item(string name, string path) => new()
    {
        Name = name,
        Path = Path.Combine(Folder, path),
        Location = new Location(Path.Combine(Folder, path)),
        Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
    };

    public void Edit(string path, string old, string text) => Write(path, File.ReadAllText(Path.Combine(Folder, path)).Replace(old, text, StringComparison.Ordinal));

    public void Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
