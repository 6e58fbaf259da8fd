using LlmEval.Gating;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Reporting;

/// <summary>Turns verdicts into diagnostics at the suite's lines, as loud as the project wants them.</summary>
public static class VerdictDiagnostics
{
    /// <summary>Diagnostics of one code in one file that are told in full.</summary>
    public const int MostOfAKind = 10;

    /// <summary>The diagnostics of a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="suite">Its suite.</param>
    /// <param name="manifest">The project's settings.</param>
    /// <param name="isGate">Whether the gate was asked for, not a plain build.</param>
    /// <param name="isHandedOver">Whether tests hand its answers over.</param>
    public static IEnumerable<Diagnostic> Of(Verdict verdict, EvalSuite suite, Manifest manifest, bool isGate, bool isHandedOver = false)
    {
        string report = Path.GetRelativePath(manifest.ProjectDirectory, Path.Combine(manifest.OutputDirectory, TextReport.Name));
        foreach (Finding finding in verdict.Findings)
        {
            Severity severity = SeverityOf(finding, manifest, isGate);
            string next = finding.Descriptor == Diagnostics.NotEvaluated && !IsAllSkipped(verdict)
                ? isHandedOver ? " Run all of its tests: dotnet test." : " Evaluate: dotnet build -t:LlmEval, or llmeval run."
                : HasReport(finding, severity) ? $" Report: {report}"
                : string.Empty;
            yield return finding.Descriptor.At(At(finding, suite), $"{verdict.Suite} x {verdict.Model}: {finding.Text}{next}", severity);
        }
    }

    /// <summary>Where a finding points: its own place, the first of its must-pass cases that stands in the suite's file, else the suite.</summary>
    internal static Location At(Finding finding, EvalSuite suite)
    {
        if (finding.Location is { Line: > 0 } at) { return at; }

        if (finding.Descriptor != Diagnostics.MustPassFailed) { return suite.Location; }

        Dictionary<string, Location> places = suite.CasesInPlace.DistinctBy(c => c.Id, StringComparer.Ordinal).ToDictionary(c => c.Id, c => c.Location, StringComparer.Ordinal);
        return finding.Cases.Where(places.ContainsKey).Select(id => places[id]).FirstOrDefault() ?? suite.Location;
    }

    /// <summary>
    /// Diagnostics once each, errors of one file together, in the order of files and lines. One mistake that every row of a data file
    /// repeats is told <see cref="MostOfAKind"/> times, then how often in all.
    /// </summary>
    public static IReadOnlyList<Diagnostic> Sorted(IEnumerable<Diagnostic> diagnostics)
    {
        List<Diagnostic> sorted = [];
        Dictionary<(DiagnosticDescriptor, string), int> told = [];
        Dictionary<(DiagnosticDescriptor, string), int> places = [];
        foreach (Diagnostic diagnostic in diagnostics.Distinct()
            .OrderBy(d => d.Location.File, StringComparer.Ordinal)
            .ThenBy(d => d.Location.Line)
            .ThenBy(d => d.Location.Column))
        {
            (DiagnosticDescriptor, string) kind = (diagnostic.Descriptor, diagnostic.Location.File);
            int count = told[kind] = told.GetValueOrDefault(kind) + 1;
            if (count <= MostOfAKind || diagnostic.Family == DiagnosticFamily.Verdict) { sorted.Add(diagnostic); }
            else if (places.TryAdd(kind, sorted.Count)) { sorted.Add(diagnostic); }
        }

        foreach (((DiagnosticDescriptor, string) kind, int place) in places)
        {
            int more = told[kind] - MostOfAKind;
            if (more > 1) { sorted[place] = sorted[place] with { Message = FormattableString.Invariant($"{sorted[place].Message} There are {more - 1} more of this kind in the file.") }; }
        }

        return sorted;
    }

    /// <summary>Whether asking would not help.</summary>
    internal static bool IsAllSkipped(Verdict verdict) => verdict is { Kind: VerdictKind.NotEvaluated, Cases: 0, Skipped.Count: > 0 };

    /// <summary>Whether the report says more: for every error, and for a verdict that the project made a warning.</summary>
    private static bool HasReport(Finding finding, Severity severity) => finding.Descriptor != Diagnostics.NoBaseline
        && (severity == Severity.Error
            || (severity == Severity.Warning && (finding.Descriptor == Diagnostics.TooMuchUnscored || finding.Kind.ExitStatus() is 1 or 2 or 4)));

    private static Severity SeverityOf(Finding finding, Manifest manifest, bool isGate)
    {
        if (finding.Descriptor == Diagnostics.NotEvaluated)
        {
            return isGate ? Severity.Error : Parse(manifest.Setting("LlmEvalUnevaluated"), finding.Severity);
        }

        if (finding.Descriptor == Diagnostics.ModelMissing)
        {
            return !isGate ? Parse(manifest.Setting("LlmEvalUnevaluated"), Severity.Warning)
                : manifest.Setting("LlmEvalMissingModel") is { } missing && missing.Equals("skip", StringComparison.OrdinalIgnoreCase) ? Severity.Warning
                : Severity.Error;
        }

        return finding.Descriptor == Diagnostics.Regression
            ? Parse(manifest.Setting("LlmEvalRegressionSeverity"), finding.Severity) : finding.Severity;
    }

    private static Severity Parse(string? setting, Severity fallback) => setting?.ToUpperInvariant() switch
    {
        "MESSAGE" => Severity.Message,
        "WARNING" => Severity.Warning,
        "ERROR" => Severity.Error,
        _ => fallback,
    };
}
