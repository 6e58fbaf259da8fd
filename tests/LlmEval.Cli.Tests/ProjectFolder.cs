using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace LlmEval.Cli.Tests;

/// <summary>A folder with a prompt, a suite, a scripted model and the manifest that a build would have written; commands are run in it.</summary>
internal sealed class ProjectFolder : IDisposable
{
    public const int Cases = 12;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private static readonly string s_command = typeof(ProjectFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Command").Value!;

    public ProjectFolder(string name = "app")
    {
        _name = name;
        Folder = Directory.CreateTempSubdirectory("llmeval-cli-tests-").FullName;
        Write("prompts/triage.prompt.yml", "messages:\n  - role: system\n    content: Sort the ticket.\n  - role: user\n    content: \"{{ticket}}\"\n");
        Write("evals/triage.eval.yml", "prompt: triage\nmodels: [scripted]\ndata: { file: tickets.jsonl, id: id }\nscore:\n  - equals: { value: \"{{expected.category}}\", metric: category }\n");
        WithTickets(Cases);
        WithScript("- { system: Shuffle, user: T0, answer: no idea }\n- { answer: \"{user}\" }\n");
        WriteManifest();
    }

    private readonly string _name;

    public string Folder { get; }

    public string Cache => Path.Combine(Folder, "cache");

    public string Baseline => Path.Combine(Folder, "evals", "baselines", "triage.scripted.baseline.jsonl");

    /// <summary>How many answers were drawn so far.</summary>
    public int Asked
    {
        get
        {
            string log = Path.Combine(Folder, "calls.log");
            if (!File.Exists(log)) { return 0; }

            using StreamReader reader = new(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd().Split('\n').Count(l => l == "ask");
        }
    }

    public ProjectFolder Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public ProjectFolder Edit(string path, string old, string text)
    {
        string before = File.ReadAllText(Path.Combine(Folder, path));
        before.Should().Contain(old);
        return Write(path, before.Replace(old, text, StringComparison.Ordinal));
    }

    public ProjectFolder WithTickets(int count) => Write("evals/tickets.jsonl", string.Concat(Enumerable.Range(1, count)
        .Select(i => string.Create(CultureInfo.InvariantCulture, $$$"""{"id": "t{{{i:00}}}", "ticket": "T{{{i:00}}}", "expected": {"category": "T{{{i:00}}}"} }""") + "\n")));

    public ProjectFolder WithScript(string rules) => Write("models/scripted.yml", rules);

    /// <summary>Writes the manifest again, with other settings.</summary>
    public ProjectFolder WriteManifest(bool onServer = false, params (string Name, string Value)[] settings)
    {
        string Full(string path) => Path.Combine(Folder, path);
        Write("obj/llmeval/manifest.json", JsonSerializer.Serialize(new
        {
            formatVersion = 1,
            project = Full("app.csproj"),
            projectDirectory = Folder,
            projectName = _name,
            outputDirectory = Full("obj/llmeval"),
            isContinuousIntegration = onServer,
            settings = settings.ToDictionary(s => s.Name, s => s.Value),
            prompts = Directory.GetFiles(Full("prompts")).Order(StringComparer.Ordinal).Select(p => new { name = Path.GetFileName(p).Split('.')[0], path = p }),
            models = Directory.GetFiles(Full("models")).Order(StringComparer.Ordinal)
                .Select(m => new { name = Path.GetFileNameWithoutExtension(m), provider = "Scripted", metadata = new { Path = m, CallLog = "calls.log", Concurrency = "2" } }),
            suites = new[] { new { name = "triage", path = Full("evals/triage.eval.yml") } },
            baselines = File.Exists(Baseline) ? new[] { new { name = "triage.scripted", path = Baseline } } : [],
        }));
        return this;
    }

    /// <summary>Where commands are typed; the project's folder when null.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Variables that commands see besides; those of a CI server that these tests may run on are not seen.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>A command that works on the project.</summary>
    public Task<CommandResult> ProjectAsync(string command, params string[] arguments) =>
        RunAsync([.. command.Split(' '), "--manifest", Path.Combine(Folder, "obj", "llmeval", "manifest.json"), .. arguments]);

    /// <summary>Any command.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => FinishAsync(Start(arguments));

    /// <summary>Starts a command.</summary>
    public Process Start(params string[] arguments) => Start("dotnet", ["exec", s_command, .. arguments]);

    /// <summary>Starts a command as a person has it: what it says goes to a terminal, which is in the standard output.</summary>
    public Process StartOnTerminal(params string[] arguments) =>
        Start("script", ["-qec", string.Join(' ', ((string[])["dotnet", "exec", s_command, .. arguments]).Select(a => $"'{a}'")), "/dev/null"]);

    private Process Start(string command, string[] arguments)
    {
        ProcessStartInfo start = new(command, arguments)
        {
            WorkingDirectory = WorkingDirectory ?? Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LLMEVAL_HOME"] = Path.Combine(Folder, "home");
        start.Environment["LLMEVAL_CACHE_DIR"] = Cache;
        start.Environment.Remove("GITHUB_STEP_SUMMARY");
        start.Environment.Remove("TF_BUILD");
        foreach ((string name, string value) in Environment) { start.Environment[name] = value; }

        return Process.Start(start)!;
    }

    /// <summary>Waits for a command; one that takes minutes is ended.</summary>
    public static async Task<CommandResult> FinishAsync(Process process)
    {
        using (process)
        {
            using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            late.CancelAfter(s_limit);
            Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(late.Token);
            try
            {
                await process.WaitForExitAsync(late.Token);
                return new CommandResult(process.ExitCode, await output, await errors);
            }
            finally
            {
                if (!process.HasExited) { process.Kill(entireProcessTree: true); }
            }
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
