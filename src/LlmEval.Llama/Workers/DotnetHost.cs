using System.Diagnostics;
using LlmEval.Llama.Natives;
using LlmEval.Model;

namespace LlmEval.Llama.Workers;

/// <summary>How to start the worker: which <c>dotnet</c>, which file.</summary>
internal static class DotnetHost
{
    private const string WorkerFile = "LlmEval.Worker.dll";

    private static readonly string s_name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Full path of the <c>dotnet</c> that runs this process, or of one that can.</summary>
    /// <exception cref="LlmEvalException">There is none.</exception>
    public static string Find() => Candidates().FirstOrDefault(File.Exists)
        ?? throw new LlmEvalException(Diagnostics.NoNativeLibrary.At(Location.None, "The 'dotnet' command, which runs local models, is not found. Set DOTNET_ROOT to its folder or put it on PATH."));

    /// <summary>What starts the worker with these arguments.</summary>
    public static ProcessStartInfo Worker(params ReadOnlySpan<string> arguments)
    {
        string assembly = typeof(DotnetHost).Assembly.Location;
        string worker = Path.Combine(assembly.Length > 0 ? Path.GetDirectoryName(assembly)! : AppContext.BaseDirectory, WorkerFile);
        if (!File.Exists(worker))
        {
            throw new LlmEvalException(Diagnostics.Internal.At(Location.None, $"'{worker}' is missing: the installation is incomplete. Restore the packages or install the tool again."));
        }

        ProcessStartInfo start = new(Find())
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", worker },
        };
        foreach (string argument in arguments) { start.ArgumentList.Add(argument); }

        // What a test host or profiler hooks into this process is not meant for the worker.
        foreach (string variable in (string[])["DOTNET_STARTUP_HOOKS", "CORECLR_ENABLE_PROFILING", "CORECLR_PROFILER", "DOTNET_ADDITIONAL_DEPS"]) { start.Environment.Remove(variable); }

        // llama.cpp would start a debugger to print its stack when it aborts; the assertion that failed is the better last word.
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        return start;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host) { yield return host; }
        if (Environment.ProcessPath is { } process && Path.GetFileName(process) == s_name) { yield return process; }
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root) { yield return Path.Combine(root, s_name); }

        // A program with a host of its own: its runtime lies in ROOT/shared/Microsoft.NETCore.App/VERSION.
        if (Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } runtime) { yield return Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", s_name)); }
        if (ChildProcess.OnPath(s_name) is { } onPath) { yield return onPath; }
    }
}
