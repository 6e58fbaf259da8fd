namespace LlmEval.Build.Tests.Sandbox;

/// <summary>A build as a user sees it.</summary>
/// <param name="ExitCode">0 when it succeeded.</param>
/// <param name="Output">All that was printed.</param>
/// <param name="Diagnostics">Errors and warnings, each once, in the order of the output.</param>
/// <param name="EngineStarts">Modes in which the stand-in engine was started by this build; empty with the real one.</param>
internal sealed record BuildResult(int ExitCode, string Output, IReadOnlyList<BuildDiagnostic> Diagnostics, IReadOnlyList<string> EngineStarts)
{
    /// <summary>The errors.</summary>
    public IEnumerable<BuildDiagnostic> Errors => Diagnostics.Where(d => d.Severity == "error");

    /// <summary>The warnings.</summary>
    public IEnumerable<BuildDiagnostic> Warnings => Diagnostics.Where(d => d.Severity == "warning");

    /// <summary>Codes of the errors, in order.</summary>
    public IEnumerable<string> ErrorCodes => Errors.Select(d => d.Code);

    /// <summary>Codes of the warnings, in order.</summary>
    public IEnumerable<string> WarningCodes => Warnings.Select(d => d.Code);

    /// <summary>Fails with the output when the build failed.</summary>
    public BuildResult MustPass()
    {
        if (ExitCode != 0) { throw new InvalidOperationException($"The build failed with {ExitCode}:\n{Output}"); }
        return this;
    }

    /// <summary>Fails with the output when the build passed.</summary>
    public BuildResult MustFail()
    {
        if (ExitCode == 0) { throw new InvalidOperationException($"The build passed and should not have:\n{Output}"); }
        return this;
    }
}
