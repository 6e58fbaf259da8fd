using System.Diagnostics;
using System.Reflection;
using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>Programs of ours that lie beside a library of ours and are run by <c>dotnet</c>, so that one build serves every platform.</summary>
public static class CompanionProgram
{
    private static readonly string s_name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Full path of the <c>dotnet</c> that runs this process, or of one that can; null when there is none.</summary>
    public static string? Dotnet() => Candidates().FirstOrDefault(File.Exists);

    /// <summary>What starts a program with redirected standard streams and without what a test host or profiler hooks into this process.</summary>
    /// <param name="dotnet">What <see cref="Dotnet"/> found.</param>
    /// <param name="beside">The library that it lies beside.</param>
    /// <param name="file">Its file name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="LlmEvalException">It is not there.</exception>
    public static ProcessStartInfo Start(string dotnet, Assembly beside, string file, params ReadOnlySpan<string> arguments)
    {
        string program = Path.Combine(beside.Location.Length > 0 ? Path.GetDirectoryName(beside.Location)! : AppContext.BaseDirectory, file);
        if (!File.Exists(program))
        {
            throw new LlmEvalException(Diagnostics.Internal.At(Location.None, $"'{program}' is missing: the installation is incomplete. Restore the packages or install the tool again."));
        }

        ProcessStartInfo start = new(dotnet)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", program },
        };
        foreach (string argument in arguments) { start.ArgumentList.Add(argument); }

        foreach (string variable in (string[])["DOTNET_STARTUP_HOOKS", "CORECLR_ENABLE_PROFILING", "CORECLR_PROFILER", "DOTNET_ADDITIONAL_DEPS"]) { start.Environment.Remove(variable); }

        return start;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host) { yield return host; }
        if (Environment.ProcessPath is { } process && Path.GetFileName(process) == s_name) { yield return process; }
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root) { yield return Path.Combine(root, s_name); }

        // A program with a host of its own: its runtime lies in ROOT/shared/Microsoft.NETCore.App/VERSION.
        if (Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } runtime) { yield return Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", s_name)); }

        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.Combine(folder.Trim('"'), s_name);
        }
    }
}
