using System.Diagnostics;
using System.Globalization;
using LlmEval.Assemblies.Closure;

namespace LlmEval.Assemblies.Loading;

/// <summary>
/// A folder like the output folder, to run from: assemblies and native libraries are copies, so that a build may replace the originals
/// meanwhile; what else lies there is linked, so that code finds its files beside its assembly.
/// </summary>
internal sealed class CodeCopy : IDisposable
{
    private static int s_count;

    private CodeCopy(string folder, string entry) => (Folder, Entry) = (folder, entry);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Full path of the assembly's copy.</summary>
    public string Entry { get; }

    /// <summary>Copies.</summary>
    /// <param name="closure">What must be copied.</param>
    /// <param name="parent">The folder of all copies; made when needed. Copies of processes that were killed are removed.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static CodeCopy Make(CodeClosure closure, string parent)
    {
        Sweep(parent);
        string folder = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}"));
        if (Directory.Exists(folder)) { Directory.Delete(folder, recursive: true); }

        Directory.CreateDirectory(folder);
        foreach (string file in closure.Assets.Select(a => a.Path).OfType<string>().Append(closure.DependencyFilePath))
        {
            string relative = Path.GetRelativePath(closure.Folder, file);
            if (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)) { continue; }

            Copy(file, Path.Combine(folder, relative));
            Copy(Path.ChangeExtension(file, ".pdb"), Path.Combine(folder, Path.ChangeExtension(relative, ".pdb")));
        }

        // An output folder that holds its own copies would be linked into itself.
        if (!parent.StartsWith(closure.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) { Link(new DirectoryInfo(closure.Folder), folder); }

        return new CodeCopy(folder, Path.Combine(folder, Path.GetFileName(closure.Entry)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try { Directory.Delete(Folder, recursive: true); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps loaded files to the end of the process; the next run removes them.
        }
    }

    private static void Copy(string from, string to)
    {
        if (!File.Exists(from) || File.Exists(to)) { return; }

        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    private static void Link(DirectoryInfo from, string to)
    {
        foreach (FileSystemInfo item in from.EnumerateFileSystemInfos())
        {
            string target = Path.Combine(to, item.Name);
            if (File.Exists(target)) { continue; }

            if (item is DirectoryInfo folder && (Directory.Exists(target) || !TryLink(item, target)))
            {
                Directory.CreateDirectory(target);
                Link(folder, target);
            }
            else if (item is FileInfo file && !TryLink(item, target)) { file.CopyTo(target); }
        }
    }

    /// <summary>Windows allows links to some users only.</summary>
    private static bool TryLink(FileSystemInfo item, string path)
    {
        try
        {
            _ = item is DirectoryInfo ? Directory.CreateSymbolicLink(path, item.FullName) : File.CreateSymbolicLink(path, item.FullName);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }

    private static void Sweep(string parent)
    {
        if (!Directory.Exists(parent)) { return; }

        foreach (string folder in Directory.EnumerateDirectories(parent))
        {
            if (!int.TryParse(Path.GetFileName(folder).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process) || IsAlive(process)) { continue; }

            new CodeCopy(folder, string.Empty).Dispose();
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception) { return e is System.ComponentModel.Win32Exception; }
    }
}
