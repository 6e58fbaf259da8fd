using System.Diagnostics;
using System.Globalization;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Servers;

/// <summary>A folder for the server of the test process, the command that starts it, and what it left there.</summary>
internal sealed class TinyCommand : IDisposable
{
    private static readonly string s_program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "LlmEval.Endpoints.TestProcess", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "LlmEval.Endpoints.TestProcess.dll"));

    private static readonly string s_dotnet = CompanionProgram.Dotnet()!;

    public TinyCommand() => Context = new ModelContext { ProjectDirectory = Folder, Home = Folder, OutputDirectory = Path.Combine(Folder, "output"), Report = Reports.Add };

    public string Folder { get; } = Directory.CreateTempSubdirectory("llmeval-server-").FullName;

    public List<string> Reports { get; } = [];

    public ModelContext Context { get; init; }

    /// <summary>The log of the model 'gpt' that a run keeps when something went wrong.</summary>
    public string Log => Path.Combine(Folder, "output", "server-gpt.log");

    public static async Task EventuallyAsync(Func<bool> condition, string what)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.IsCancellationRequested.Should().BeFalse(what);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>The command of an item.</summary>
    public string Line(params string[] habits) => $"'{s_dotnet}' exec \"{s_program}\" serve {{port}} '{Folder}' {string.Join(' ', habits)}";

    public async Task<IChatClient> StartAsync(string habits, params (string Name, string Value)[] more) =>
        await Sut.Provider("OpenAI").StartAsync(Spec(habits, more), Context, TestContext.Current.CancellationToken);

    public ModelSpec Spec(string habits, params (string Name, string Value)[] more) =>
        Sut.Spec("OpenAI", [("Model", "tiny"), ("Command", Line(habits)), .. more]);

    /// <summary>Starts a whole run in a process of its own; its first line is the first answer.</summary>
    public Process StartRun(params string[] habits) =>
        Process.Start(new ProcessStartInfo(s_dotnet, ["exec", s_program, "run", Folder, Line(habits)]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    public string[] Lines(string file) => File.Exists(Path.Combine(Folder, file)) ? File.ReadAllLines(Path.Combine(Folder, file)) : [];

    /// <summary>Ids of all processes of the server.</summary>
    public int[] Processes() => [.. Lines("pids").Select(l => int.Parse(l, CultureInfo.InvariantCulture))];

    /// <summary>Those that are alive.</summary>
    public int[] Alive() => [.. Processes().Where(IsAlive)];

    public void Dispose()
    {
        Alive().Should().BeEmpty("a server's processes end with its run");
        Directory.Delete(Folder, recursive: true);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
