namespace LlmEval.Endpoints.Servers;

/// <summary>Finds a program as a shell would.</summary>
internal static class ProgramFile
{
    /// <summary>Full path, or null when it is not there.</summary>
    /// <param name="name">A name, which is looked for on the search path, or a path.</param>
    /// <param name="folder">Where relative paths start.</param>
    public static string? Find(string name, string folder)
    {
        IEnumerable<string> places = name.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0
            ? [folder]
            : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(static p => p.Trim('"'));
        string[] endings = OperatingSystem.IsWindows() && !Path.HasExtension(name)
            ? (Environment.GetEnvironmentVariable("PATHEXT") ?? ".EXE;.CMD;.BAT").Split(';', StringSplitOptions.RemoveEmptyEntries) : [string.Empty];
        return places.SelectMany(p => endings, (p, e) => Path.GetFullPath(name + e, Path.GetFullPath(p, folder))).FirstOrDefault(File.Exists);
    }
}
