using System.Globalization;

namespace LlmEval.Engine;

/// <summary>A tool of .NET that runs programs: known by its number and by when it began, because numbers are given again.</summary>
/// <param name="Id">The process's number.</param>
/// <param name="Began">When it began, in ticks of the system.</param>
/// <param name="RunsTests">Whether it runs tests; false for <c>dotnet run</c>.</param>
internal sealed record ToolProcess(int Id, string Began, bool RunsTests)
{
    private const int State = 0, Parent = 1, Start = 19;
    private static readonly string[] s_hosts = ["testhost", "testhost.x86", "testhost.dll", "vstest.console", "vstest.console.dll"];

    /// <summary>Whether it still runs; one that ended and was not yet asked how does not.</summary>
    public bool IsAlive => Stat(Id) is { } stat && stat[Start] == Began && stat[State] is not ("Z" or "X");

    /// <summary>The tools that this process was started by, the nearest first; none when a person or a script started it.</summary>
    public static IReadOnlyList<ToolProcess> Ancestors()
    {
        List<ToolProcess> tools = [];
        if (!OperatingSystem.IsLinux()) { return tools; }

        for (string[]? stat = Stat(Environment.ProcessId); stat is not null;)
        {
            int id = int.Parse(stat[Parent], CultureInfo.InvariantCulture);
            if (id <= 1 || RunsTestsOf(Words(id)) is not { } runsTests || (stat = Stat(id)) is null) { break; }

            tools.Add(new ToolProcess(id, stat[Start], runsTests));
        }

        return tools;
    }

    /// <summary>Whether a command line is of a tool that runs tests; false for another one that runs programs, null for everything else, as a node of MSBuild, which outlives the build that it works for.</summary>
    internal static bool? RunsTestsOf(IReadOnlyList<string> words)
    {
        if (words.Count == 0) { return null; }

        // "testhost ...", "dotnet exec ... testhost.dll ...", "dotnet .../sdk/10.0.100/dotnet.dll test ..."
        string[] programs = [.. words.Where((w, i) => i == 0 || w.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Select(w => Path.GetFileName(w))];
        if (programs.Any(p => s_hosts.Contains(p, StringComparer.OrdinalIgnoreCase))) { return true; }

        if (programs[0] != "dotnet") { return null; }

        return words.Skip(1).FirstOrDefault(w => !w.EndsWith("dotnet.dll", StringComparison.OrdinalIgnoreCase)) switch
        {
            "test" or "vstest" => true,
            "run" or "watch" => false,
            _ => null,
        };
    }

    private static string[] Words(int id)
    {
        try { return File.ReadAllText($"/proc/{id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; }
    }

    /// <summary>What the system says of a process, from its state on; null when there is none.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            // "pid (name) state ppid ...": the name may hold spaces and brackets.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }
}
