using System.Globalization;
using System.Text.RegularExpressions;
using LlmEval.Gating;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Reporting.Formats;

/// <summary>Makes of verdicts what other programs are told.</summary>
internal static partial class RunReportBuilder
{
    /// <summary>The report of a run.</summary>
    public static RunReport Of(
        Manifest manifest, IReadOnlyList<ReportedSuite> suites, IReadOnlyList<Diagnostic> diagnostics, int exitStatus, string tool, DateTimeOffset began, DateTimeOffset ended)
    {
        SourceRoot root = new(manifest.ProjectDirectory);
        return new RunReport
        {
            Project = manifest.ProjectName,
            Tool = tool,
            Began = began.ToUnixTimeMilliseconds(),
            Ended = ended.ToUnixTimeMilliseconds(),
            ExitStatus = exitStatus,
            Suites = [.. suites.Select(s => Of(s, manifest, root, diagnostics))],
            Findings = [.. diagnostics.Select(d => Of(d, root, suites))],
        };
    }

    private static SuiteReport Of(ReportedSuite suite, Manifest manifest, SourceRoot root, IReadOnlyList<Diagnostic> diagnostics)
    {
        Verdict verdict = suite.Verdict;
        Finding? first = verdict.Findings.FirstOrDefault(f => f.Kind == verdict.Kind) ?? (verdict.Findings is [var any, ..] ? any : null);
        string name = NameOf(suite);
        return new SuiteReport
        {
            Suite = verdict.Suite,
            Model = verdict.Model,
            Verdict = verdict.Kind.Words(),
            ExitStatus = verdict.ExitStatus,
            IsFailure = diagnostics.Any(d => d is { IsError: true, Family: DiagnosticFamily.Verdict } && d.Message.StartsWith(name, StringComparison.Ordinal)),
            Headline = first?.Text ?? string.Empty,
            Next = NextStep.Line(verdict, suite.IsHandedOver) ?? string.Empty,
            IsPrivate = suite.IsPrivate,
            File = root.Relative(suite.SuitePath),
            JudgedCases = verdict.Cases,
            TotalCases = verdict.TotalCases,
            SamplesPerCase = verdict.SamplesPerCase,
            Parameters = suite.Parameters == ModelParameters.Empty ? null : ParametersJson.Line(suite.Parameters),
            Spend = suite.HasUsage ? PlanText.Used(suite) : null,
            CanSee = verdict.CanSee,
            Redrawn = verdict.Redrawn,
            Accepted = suite.Baseline?.Entries is [.., var last] ? last.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Skipped = verdict.Skipped.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{verdict.Skipped.Count}, neither asked nor judged: {SkippedFindings.Reasons(verdict.Skipped)}"),
            Notes = [.. verdict.Findings.Where(f => f != first).Select(f => $"{f.Descriptor.Code}: {f.Text}")],
            Metrics = [.. verdict.Metrics.Select(Row)],
            Lost = [.. verdict.LostCases.Concat(verdict.MustPassFailed).Concat(verdict.Metrics.SelectMany(m => m.Lost)).Distinct(StringComparer.Ordinal)],
            Unstable = [.. verdict.Metrics.SelectMany(m => m.Unstable).Concat(verdict.MustPassUnstable).Distinct(StringComparer.Ordinal)],
            Unscored = verdict.UnscoredCases,
            Result = suite.ResultPath is { } path ? Path.GetRelativePath(manifest.OutputDirectory, path).Replace('\\', '/') : null,
            Cases = CaseReports.Of(suite, root),
        };
    }

    private static string NameOf(ReportedSuite suite) => $"{suite.Verdict.Suite} x {suite.Verdict.Model}: ";

    private static MetricRow Row(MetricVerdict verdict)
    {
        Metric metric = verdict.Metric;
        bool isCompared = verdict is { BaselineMean: not null, CurrentMean: not null };
        double? now = isCompared ? verdict.CurrentMean : verdict.Mean;
        return new MetricRow(
            metric.Name, metric.Check, State(verdict.State),
            isCompared ? MetricText.Value(metric, verdict.BaselineMean!.Value) : string.Empty,
            now is { } value ? MetricText.Value(metric, value) : string.Empty,
            isCompared && verdict.Difference is { } difference ? MetricText.Signed(metric, difference) : string.Empty,
            verdict is { IntervalLower: { } lower, IntervalUpper: { } upper } ? $"{MetricText.Signed(metric, MetricText.Possible(metric, lower))} to {MetricText.Signed(metric, MetricText.Possible(metric, upper))}" : string.Empty,
            verdict.PValue is { } p ? MetricText.Probability(p) : string.Empty,
            isCompared ? verdict.Paired : verdict.Cases);
    }

    private static string State(MetricState state) => state switch
    {
        MetricState.Held => "held",
        MetricState.Fell => "fell",
        MetricState.Rose => "rose",
        MetricState.Unchanged => "unchanged",
        MetricState.New => "new",
        MetricState.Incomparable => "incomparable",
        MetricState.Unscored => "unscored",
        MetricState.NotApplicable => "nothing to judge",
        MetricState.TooFew => "too few",
        _ => "not compared",
    };

    private static PlacedFinding Of(Diagnostic diagnostic, SourceRoot root, IReadOnlyList<ReportedSuite> suites)
    {
        Location at = diagnostic.Location;
        return new PlacedFinding
        {
            Code = diagnostic.Code,
            Title = diagnostic.Descriptor.Title,
            Help = diagnostic.Descriptor.HelpLink,
            Level = Level(diagnostic.Severity),
            DefaultLevel = Level(diagnostic.Descriptor.DefaultSeverity),
            Message = diagnostic.Message,
            Identity = Identity(diagnostic, suites),
            IsVerdict = diagnostic.Family == DiagnosticFamily.Verdict,
            File = root.Relative(at.File),
            Line = at.Line,
            Column = at.Column,
            EndLine = at.EndLine,
            EndColumn = at.EndColumn,
        };
    }

    private static string Level(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };

    /// <summary>A verdict's finding is known by suite, model and metric; a mistake by its words, without the numbers.</summary>
    private static string Identity(Diagnostic diagnostic, IReadOnlyList<ReportedSuite> suites)
    {
        if (diagnostic.Family == DiagnosticFamily.Verdict)
        {
            foreach (ReportedSuite suite in suites)
            {
                string name = NameOf(suite);
                if (!diagnostic.Message.StartsWith(name, StringComparison.Ordinal)) { continue; }

                Finding? finding = suite.Verdict.Findings.FirstOrDefault(f => f.Descriptor == diagnostic.Descriptor && diagnostic.Message.AsSpan(name.Length).StartsWith(f.Text, StringComparison.Ordinal));
                return name + (finding?.Metric?.Name ?? string.Empty);
            }
        }

        return Numbers().Replace(diagnostic.Message, "0");
    }

    [GeneratedRegex(@"[0-9]+([.,][0-9]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
