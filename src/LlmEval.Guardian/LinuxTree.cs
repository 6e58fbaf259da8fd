using System.Diagnostics;
using System.Globalization;

namespace LlmEval.Guardian;

/// <summary>All descendants of this process. As their subreaper it is the parent of those whose own parent has ended, so that none gets away.</summary>
internal sealed class LinuxTree : ProcessTree
{
    /// <inheritdoc/>
    public override void Enclose()
    {
        _ = Posix.BeginSession();
        if (Posix.Control(Posix.SetChildSubreaper, 1, 0, 0, 0) != 0) { Console.Error.WriteLine("This system has no subreapers: processes that the server detaches may stay."); }
    }

    /// <inheritdoc/>
    public override void Ask(Process server) => Send(Posix.Terminate);

    /// <inheritdoc/>
    public override bool IsAlive(Process server)
    {
        // The server itself is waited for by .NET; orphans that came to this process are waited for here.
        List<(int Id, int Parent, char State)> all = Descendants();
        foreach ((int id, int parent, char state) in all)
        {
            if (state == 'Z' && parent == Environment.ProcessId && id != server.Id) { _ = Posix.Reap(id, out _, Posix.NoHang); }
        }

        return all.Exists(p => p.State != 'Z');
    }

    /// <inheritdoc/>
    public override void Kill(Process server) => Send(Posix.Kill);

    private static void Send(int signal)
    {
        foreach ((int id, _, char state) in Descendants())
        {
            if (state != 'Z') { _ = Posix.Send(id, signal); }
        }
    }

    private static List<(int Id, int Parent, char State)> Descendants()
    {
        Dictionary<int, List<(int Id, int Parent, char State)>> children = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Read(folder) is { } found)
            {
                if (!children.TryGetValue(found.Parent, out List<(int, int, char)>? siblings)) { children[found.Parent] = siblings = []; }

                siblings.Add((id, found.Parent, found.State));
            }
        }

        List<(int Id, int Parent, char State)> all = [.. children.GetValueOrDefault(Environment.ProcessId) ?? []];
        for (int i = 0; i < all.Count; i++) { all.AddRange(children.GetValueOrDefault(all[i].Id) ?? []); }

        return all;
    }

    /// <summary>State and parent from <c>/proc/ID/stat</c> (proc_pid_stat(5)); the name in it may hold blanks and brackets.</summary>
    private static (char State, int Parent)? Read(string folder)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ', 3);
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // ended while it was read
        }
    }
}
