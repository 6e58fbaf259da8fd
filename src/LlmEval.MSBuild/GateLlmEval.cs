using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace LlmEval.MSBuild;

/// <summary>
/// Says again, in every build, what the engine found: this is what keeps a red build red without running a model, and a warning
/// from vanishing in the second build. It judges nothing itself.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class GateLlmEval : Task
{
    private const string Mistakes = "LLM1";
    private static readonly char[] s_separators = [';', ',', ' ', '\t', '\r', '\n'];

    /// <summary>Full path of the project file: where a diagnostic without a place is reported.</summary>
    [Required] public string ProjectFile { get; set; } = string.Empty;

    /// <summary>Full path of <c>verdict.tsv</c>.</summary>
    [Required] public string VerdictFile { get; set; } = string.Empty;

    /// <summary>Full path of <c>complete.stamp</c>; deleted when the verdict is unreadable, so that the next build runs.</summary>
    [Required] public string CompleteStamp { get; set; } = string.Empty;

    /// <summary>Full path of a file that exists only while the verdict has no error, for the IDE's check whether to build at all.</summary>
    public string PassedStamp { get; set; } = string.Empty;

    /// <summary>The project's <c>TreatWarningsAsErrors</c>, which MSBuild itself leaves to the compiler.</summary>
    public bool TreatWarningsAsErrors { get; set; }

    /// <summary>Codes that stay warnings all the same.</summary>
    public string WarningsNotAsErrors { get; set; } = string.Empty;

    /// <summary>Codes that are silenced; MSBuild silences warnings, so these must stay warnings.</summary>
    public string NoWarn { get; set; } = string.Empty;

    /// <summary>
    /// Whether mistakes in suites (LLM1xxx) are warnings, whatever <see cref="TreatWarningsAsErrors"/> says: in a test project they are failing tests, and the tests of the other suites must run all the same.
    /// </summary>
    public bool TestsTellMistakes { get; set; }

    /// <summary>Whether somebody asked for the verdict (a run): then a pass is said as well, where a plain build is silent.</summary>
    public bool IsAsked { get; set; }

    /// <inheritdoc />
    public override bool Execute()
    {
        VerdictFile verdict = LlmEval.MSBuild.VerdictFile.Read(VerdictFile);
        if (verdict.Defect is { } defect)
        {
            Log.LogError(null, Codes.Internal, null, Codes.HelpLink(Codes.Internal), ProjectFile, 0, 0, 0, 0, "{0}",
                $"There is no verdict: '{VerdictFile}' {defect}. Build again; if it stays so, report it.");
            File.Delete(CompleteStamp);
        }

        var remain = new HashSet<string>(List(WarningsNotAsErrors).Concat(List(NoWarn)), StringComparer.OrdinalIgnoreCase) { Codes.NotEvaluated };
        foreach (VerdictLine line in verdict.Lines)
        {
            bool isToldByTests = TestsTellMistakes && line.Severity == "error" && line.Code.StartsWith(Mistakes, StringComparison.Ordinal);
            bool promoted = line.Severity == "warning" && TreatWarningsAsErrors && !remain.Contains(line.Code);
            Say(line, isToldByTests ? "warning" : promoted ? "error" : line.Severity);
        }

        Stamp(passed: !Log.HasLoggedErrors);
        return !Log.HasLoggedErrors;
    }

    private static string[] List(string codes) => codes.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);

    private void Say(VerdictLine line, string severity)
    {
        // Without a file MSBuild would point into our own targets.
        string file = line.File.Length == 0 ? ProjectFile : line.File;
        switch (severity)
        {
            case "error":
                Log.LogError(null, line.Code, null, line.HelpLink, file, line.Line, line.Column, line.EndLine, line.EndColumn, "{0}", line.Message);
                break;
            case "warning":
                Log.LogWarning(null, line.Code, null, line.HelpLink, file, line.Line, line.Column, line.EndLine, line.EndColumn, "{0}", line.Message);
                break;
            default:
                Log.LogMessage(null, line.Code, null, file, line.Line, line.Column, line.EndLine, line.EndColumn, IsAsked ? MessageImportance.High : MessageImportance.Normal, "{0}", line.Message);
                break;
        }
    }

    private void Stamp(bool passed)
    {
        if (PassedStamp.Length == 0) { return; }
        if (!passed) { File.Delete(PassedStamp); }
        else if (!File.Exists(PassedStamp) || File.GetLastWriteTimeUtc(PassedStamp) < File.GetLastWriteTimeUtc(VerdictFile)) { File.WriteAllBytes(PassedStamp, []); }
    }
}
