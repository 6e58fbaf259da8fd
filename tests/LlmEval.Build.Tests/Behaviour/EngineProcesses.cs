using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>Finds processes by what is on their command lines. Linux only.</summary>
internal static class EngineProcesses
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>The numbers of the processes that have all these texts on their command lines.</summary>
    public static IReadOnlyList<int> With(params string[] texts) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Line(id) is { } line && texts.All(t => line.Contains(t, StringComparison.Ordinal))),
    ];

    /// <summary>Waits for a child of a process with a text on its command line; null when it <paramref name="ended"/> before one was seen.</summary>
    public static async Task<int?> ChildAsync(int parent, string text, Func<bool> ended)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < s_patience; await Task.Delay(5, TestContext.Current.CancellationToken))
        {
            if (With(text).Where(id => ParentOf(id) == parent).ToArray() is [int id, ..]) { return id; }

            if (ended()) { return null; }
        }

        throw new TimeoutException("No such process was started.");
    }

    /// <summary>The number of a process's parent; 0 when it is gone.</summary>
    public static int ParentOf(int id)
    {
        try
        {
            // "pid (name) state ppid ...": the name may hold spaces and brackets.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Ends a process as nothing else can.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    private static string? Line(int id)
    {
        try { return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline")); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }
}
