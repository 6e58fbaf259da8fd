namespace LlmEval.Reporting.History;

/// <summary>What git has checked out, read from its files: no process is started, and none needs to be installed.</summary>
/// <param name="Revision">The commit, in hexadecimal digits; null before the first commit.</param>
/// <param name="Branch">The branch; null where none is checked out.</param>
public sealed record GitHead(string? Revision, string? Branch)
{
    private const string Refs = "ref: ";
    private const string Heads = "refs/heads/";

    /// <summary>Reads it; null outside of a repository, and where its files cannot be read.</summary>
    /// <param name="folder">Any folder of the working tree.</param>
    public static GitHead? Read(string folder)
    {
        try
        {
            for (DirectoryInfo? place = new(folder); place is not null; place = place.Parent)
            {
                string git = Path.Combine(place.FullName, ".git");
                if (Directory.Exists(git)) { return Of(git); }

                // A worktree or a submodule: a file that says where its folder is.
                if (File.Exists(git) && First(git) is { } line && line.StartsWith("gitdir: ", StringComparison.Ordinal)) { return Of(Path.GetFullPath(line["gitdir: ".Length..], place.FullName)); }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The revision is told where it is known; a run does not fail for it.
            System.Diagnostics.Debug.WriteLine(e.Message);
        }

        return null;
    }

    private static GitHead? Of(string git)
    {
        if (First(Path.Combine(git, "HEAD")) is not { } head) { return null; }

        if (!head.StartsWith(Refs, StringComparison.Ordinal)) { return IsCommit(head) ? new GitHead(head, null) : null; }

        string name = head[Refs.Length..];
        string? branch = name.StartsWith(Heads, StringComparison.Ordinal) ? name[Heads.Length..] : null;
        string common = First(Path.Combine(git, "commondir")) is { } shared ? Path.GetFullPath(shared, git) : git;
        string? commit = First(Path.Combine(git, name)) ?? First(Path.Combine(common, name)) ?? Packed(Path.Combine(common, "packed-refs"), name);
        return new GitHead(commit is not null && IsCommit(commit) ? commit : null, branch);
    }

    private static string? Packed(string file, string name) => !File.Exists(file) ? null
        : File.ReadLines(file).Select(l => l.Split(' ')).FirstOrDefault(l => l.Length == 2 && l[1] == name)?[0];

    private static string? First(string file) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault()?.Trim() : null;

    private static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit);
}
