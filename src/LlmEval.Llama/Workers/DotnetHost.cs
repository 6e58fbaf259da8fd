using System.Diagnostics;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama.Workers;

/// <summary>How to start the worker: which <c>dotnet</c>, which file.</summary>
internal static class DotnetHost
{
    private const string WorkerFile = "LlmEval.Worker.dll";

    /// <summary>Full path of the <c>dotnet</c> that runs this process, or of one that can.</summary>
    /// <exception cref="LlmEvalException">There is none.</exception>
    public static string Find() => CompanionProgram.Dotnet()
        ?? throw new LlmEvalException(Diagnostics.NoNativeLibrary.At(Location.None, "The 'dotnet' command, which runs local models, is not found. Set DOTNET_ROOT to its folder or put it on PATH."));

    /// <summary>What starts the worker with these arguments.</summary>
    public static ProcessStartInfo Worker(params ReadOnlySpan<string> arguments)
    {
        ProcessStartInfo start = CompanionProgram.Start(Find(), typeof(DotnetHost).Assembly, WorkerFile, arguments);

        // llama.cpp would start a debugger to print its stack when it aborts; the assertion that failed is the better last word.
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        return start;
    }
}
