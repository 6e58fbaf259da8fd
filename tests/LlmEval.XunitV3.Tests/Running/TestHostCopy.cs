using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmEval.XunitV3.Tests.Running;

/// <summary>This test program in another folder, over a suite of its own whose model needs ten minutes for one of its answers. Linux only: it looks for processes in /proc.</summary>
internal sealed class TestHostCopy : IDisposable
{
    /// <summary>Cases that are answered at once; one more is not.</summary>
    public const int Fast = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly string _root = Directory.CreateTempSubdirectory("llmeval-interrupted-").FullName;

    public TestHostCopy()
    {
        string here = Path.GetDirectoryName(typeof(TestHostCopy).Assembly.Location)!;
        Copy(here, Path.Combine(_root, "bin"));
        string name = Path.GetFileNameWithoutExtension(typeof(TestHostCopy).Assembly.Location);
        JsonNode list = JsonNode.Parse(File.ReadAllText(Path.Combine(here, name + ".llmeval.json")))!;
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(list["manifests"]![0]!.GetValue<string>()))!;
        string own = manifest["projectDirectory"]!.GetValue<string>();
        manifest["outputDirectory"] = Path.Combine(_root, "obj");
        manifest["settings"]!["LlmEvalCacheDirectory"] = Path.Combine(_root, "cache");
        foreach (JsonNode? model in manifest["models"]!.AsArray().Where(m => m!["provider"]!.GetValue<string>() == "Scripted")) { model!["metadata"]![nameof(CallLog)] = CallLog; }

        Copy(own, _root, "evals", "models", "prompts");
        Write("models/scripted.yml", "- { user: Slow, answer: late, delay: 10m }\n- { answer: hello }\n");
        Write("evals/greeting.eval.yml", "prompt: greet\nmodels: [scripted]\nscore: [{ contains: hello }]\ncases:\n"
            + string.Concat(Enumerable.Range(1, Fast).Select(i => FormattableString.Invariant($"  - {{ id: fast{i}, vars: {{ name: Quick{i} }} }}\n"))) + "  - { id: slow, vars: { name: Slow } }\n");
        list["project"] = Path.Combine(_root, Path.GetFileName(list["project"]!.GetValue<string>()));
        list["manifests"] = new JsonArray(Write("manifest.json", manifest.ToJsonString().Replace(JsonSerializer.Serialize(own)[1..^1], _root, StringComparison.Ordinal)));
        Write("bin/" + name + ".llmeval.json", list.ToJsonString());
        Write("platform/global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
        Assembly = Path.Combine(_root, "bin", name + ".dll");
    }

    /// <summary>The copied assembly.</summary>
    public string Assembly { get; }

    /// <summary>The folder that it lies in.</summary>
    public string Root => _root;

    private string CallLog => Path.Combine(_root, "calls.log");

    /// <summary>What answers the cache has, as many as lines of its records.</summary>
    public int Kept => Directory.EnumerateFiles(Path.Combine(_root, "cache"), "*", SearchOption.AllDirectories).Sum(f => File.ReadAllText(f).Split("hello").Length - 1);

    /// <summary>The numbers of the processes that run the copy.</summary>
    public IReadOnlyList<int> Processes =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out int id) ? id : 0).Where(id => id > 0 && Line(id).Contains(_root, StringComparison.Ordinal))];

    /// <summary>Starts it in a group of processes of its own, as a terminal does, and waits until the model is at work on the slow answer.</summary>
    /// <param name="platform">In the folder that selects Microsoft.Testing.Platform.</param>
    /// <param name="arguments">Of <c>dotnet</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(Process Process, Task<string> Output)> StartAsync(bool platform, string[] arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("setsid", ["dotnet", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = platform ? Path.Combine(_root, "platform") : _root };
        start.Environment["LLMEVAL_HOME"] = Path.Combine(_root, "home");
        Process process = Process.Start(start)!;
        Task<string> output = ReadAsync(process);
        await UntilAsync(() => process.HasExited || (Asked() > Fast && Kept == Fast), cancellationToken);
        if (process.HasExited) { throw new InvalidOperationException("It ended before the model was asked:\n" + await output); }

        return (process, output);
    }

    /// <summary>Sends a signal by name to one process, or to all of its group, as a terminal does.</summary>
    public static void Signal(Process process, string name, bool isToAll = false)
    {
        using Process kill = Process.Start("kill", ["-" + name, "--", (isToAll ? "-" : string.Empty) + process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits, with much patience, until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); !holds(); await Task.Delay(20, cancellationToken))
        {
            if (watch.Elapsed > s_patience) { throw new TimeoutException("What was waited for did not happen."); }
        }
    }

    public void Dispose()
    {
        foreach (int id in Processes)
        {
            try { Process.GetProcessById(id).Kill(); }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException) { /* It ended by itself. */ }
        }

        Directory.Delete(_root, recursive: true);
    }

    private static async Task<string> ReadAsync(Process process)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadToEndAsync() + await errors;
    }

    private int Asked()
    {
        if (!File.Exists(CallLog)) { return 0; }

        using StreamReader reader = new(new FileStream(CallLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n').Count(l => l == "ask");
    }

    private string Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    private static void Copy(string from, string to, params string[] folders)
    {
        foreach (string file in (folders.Length == 0 ? [from] : folders.Select(f => Path.Combine(from, f))).SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string Line(int id)
    {
        try { return File.ReadAllText($"/proc/{id}/cmdline"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return string.Empty; }
    }
}
