using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>Resolves the paths that documents name: relative to the document, and never out of the project, also not by a link.</summary>
public static class ProjectPath
{
    private const int MaxLinks = 40;

    /// <summary>The full path of a file that a node names.</summary>
    /// <param name="path">As written; <c>/</c> separates folders on every system.</param>
    /// <param name="node">Where it is written; its file's folder is what the path is relative to.</param>
    /// <param name="projectDirectory">The folder that must not be left.</param>
    /// <param name="diagnostics">Where mistakes go: LLM1014 when it leaves the project, LLM1013 when there is no such file.</param>
    /// <returns>The full path of an existing file, or null when it was reported.</returns>
    public static string? Resolve(string path, LocatedNode node, string projectDirectory, DiagnosticBag diagnostics)
    {
        string written = path.Replace('\\', '/');
        bool rooted = Path.IsPathRooted(written) || (written.Length > 1 && written[1] == ':');
        string folder = Path.GetDirectoryName(node.Location.File) ?? projectDirectory;
        if (path.Trim().Length == 0 || path.AsSpan().ContainsAnyInRange('\0', '\u001F'))
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, "A path must not be empty or hold control characters. Name a file beside this one.");
            return null;
        }

        string full = rooted ? written : Path.GetFullPath(written, Path.GetFullPath(folder));
        string root = IsBelow(folder, projectDirectory) ? projectDirectory : folder;
        if (rooted || !IsBelow(full, root))
        {
            diagnostics.Add(Diagnostics.PathEscape, node.Location, rooted
                ? $"'{path}' is an absolute path. Give it relative to this file, so that it holds on every machine."
                : $"'{path}' leaves the project. Keep the file below the project's folder.");
            return null;
        }

        try
        {
            if (!IsBelow(Real(full), Real(root)))
            {
                diagnostics.Add(Diagnostics.PathEscape, node.Location, $"'{path}' leaves the project by a link. Keep the file itself below the project's folder.");
                return null;
            }
        }
        catch (IOException)
        {
            diagnostics.Add(Diagnostics.PathEscape, node.Location, $"The links in '{path}' lead in a circle. Name the file itself.");
            return null;
        }

        if (File.Exists(full)) { return full; }

        diagnostics.Add(Diagnostics.FileNotFound, node.Location, $"The file '{path}' does not exist beside '{Path.GetFileName(node.Location.File)}'. Create it, or mend the path.");
        return null;
    }

    /// <summary>Whether a path lies in a folder, or is it.</summary>
    public static bool IsBelow(string path, string folder)
    {
        string relative = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(path));
        return relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !relative.StartsWith(@"..\", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    // The path with every link on the way replaced by its target.
    private static string Real(string path)
    {
        int links = 0;
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        Stack<string> rest = new(full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out string? name))
        {
            string next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks) { throw new IOException("Too many links."); }

            string goal = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(goal)!;
            foreach (string part in goal[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()) { rest.Push(part); }
        }

        return real;
    }
}
