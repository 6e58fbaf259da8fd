using System.ComponentModel;
using System.Diagnostics;

namespace LlmEval.Accepted;

/// <summary>How git is started: to read this repository only (no lazy download), without a shell, and by its full path.</summary>
internal static class GitProcess
{
    /// <summary>Full path of git, so that no program of that name in the project is started; null when there is none.</summary>
    public static string? Find()
    {
        string name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string folderPath = folder.Trim('"');
            if (Path.IsPathFullyQualified(folderPath) && File.Exists(Path.Combine(folderPath, name))) { return Path.Combine(folderPath, name); }
        }

        return null;
    }

    /// <summary>Starts it; null when it cannot be started.</summary>
    /// <param name="program">Full path of git.</param>
    /// <param name="folder">Full path of a folder of the repository.</param>
    /// <param name="arguments">A command that only reads and that no configuration makes start other programs.</param>
    public static Process? Start(string program, string folder, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments) { start.ArgumentList.Add(argument); }

        // A hook or an editor that started the build may have pointed git at another repository or index.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase)).ToArray()) { start.Environment.Remove(name); }

        // A clone without blobs would fetch them: what is not here is not found.
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_ALLOW_PROTOCOL"] = "none";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        try
        {
            Process? process = Process.Start(start);
            process?.StandardInput.Close();
            return process;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException) { return null; }
    }

    /// <summary>Ends it and what it started, should it still run.</summary>
    public static void End(Process process)
    {
        try
        {
            if (!process.HasExited) { process.Kill(entireProcessTree: true); }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It ended by itself meanwhile.
        }
    }
}
