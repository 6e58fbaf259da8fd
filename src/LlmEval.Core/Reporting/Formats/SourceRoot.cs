namespace LlmEval.Reporting.Formats;

/// <summary>
/// The folder that servers take paths relative to: the working copy that holds the project (the nearest folder above it with <c>.git</c>), else the
/// project's own folder.
/// </summary>
internal sealed class SourceRoot
{
    private readonly string _root;

    public SourceRoot(string projectDirectory)
    {
        string? folder = projectDirectory;
        while (folder is not null && !Path.Exists(Path.Combine(folder, ".git"))) { folder = Path.GetDirectoryName(folder); }

        _root = folder ?? projectDirectory;
    }

    /// <summary>A file relative to the root, with <c>/</c>; null for none or one that lies outside.</summary>
    public string? Relative(string? file)
    {
        if (string.IsNullOrEmpty(file)) { return null; }

        string relative = Path.GetRelativePath(_root, file).Replace('\\', '/');
        return Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) ? null : relative;
    }
}
