using System.Globalization;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Comparing.Pooling;

/// <summary>
/// Several projects judged as one. The stated rate of false alarms is one of a build of one project; of forty projects some are red by chance. Here all comparisons of all of them are one
/// family: Holm's step-down over the metrics of all suites and models that were judged afresh, and over all cases that were judged one by one. A fall counts where its project says
/// so and the pool confirms it; what no chance decides (floors, must-pass, what vanished) stays as it is. What cannot be reckoned anew stays as it is, too.
/// </summary>
public sealed record PooledVerdict
{
    /// <summary>The suites, by project, in the order of the reports.</summary>
    public required IReadOnlyList<PooledSuite> Suites { get; init; }

    /// <summary>Suites x models that were judged afresh.</summary>
    public required int Family { get; init; }

    /// <summary>Comparisons of metrics in the family.</summary>
    public required int Comparisons { get; init; }

    /// <summary>The verdict: the first kind by precedence.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>The status, as of a run.</summary>
    public required int ExitStatus { get; init; }

    /// <summary>Judges reports.</summary>
    /// <param name="reports">One a project, at least one.</param>
    /// <exception cref="LlmEvalException">LLM3016: no report, no verdict in any, or a suite and model of a project in two of them.</exception>
    public static PooledVerdict Of(IReadOnlyList<ProjectReport> reports)
    {
        if (reports.Count == 0) { throw Usage("No report is named. Give report.json of each project's run, or the folders that hold them."); }

        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (ProjectReport report in reports)
        {
            foreach (ReportedVerdict verdict in report.Verdicts)
            {
                if (!seen.TryAdd($"{verdict.Project}\n{verdict.Suite}\n{verdict.Model}", report.Path))
                {
                    throw Usage($"'{verdict.Name}' is in two reports: {seen[$"{verdict.Project}\n{verdict.Suite}\n{verdict.Model}"]} and {report.Path}. Each may count once: leave one out.");
                }
            }
        }

        ReportedVerdict[] all = [.. reports.SelectMany(r => r.Verdicts)];
        if (all.Length == 0 && reports.All(r => r.ExitStatus == 0)) { throw Usage("The reports hold no verdict, so that there is nothing to judge. Run the gates of the projects first."); }

        Hypotheses means = new(), cases = new();
        foreach (ReportedVerdict verdict in all.Where(v => v.IsAfresh))
        {
            means.Add(verdict.Tested.Select(t => t.PValue));
            cases.Add(verdict.Tested.SelectMany(t => t.Suspects).Select(s => s.PValue));
        }

        means.Adjust();
        cases.Adjust();
        PooledSuite[] suites = [.. all.Select(v => v.IsAfresh ? Judge(v, means, cases) : new PooledSuite(v, v.Kind, [], []))];
        VerdictKind kind = suites.Length == 0 ? VerdictKind.Error : suites.Min(s => s.Kind);
        return new PooledVerdict
        {
            Suites = suites,
            Family = all.Count(v => v.IsAfresh),
            Comparisons = means.Count,
            Kind = kind,
            ExitStatus = StatusOf(reports, suites),
        };
    }

    /// <summary>Takes its numbers from the families in the order in which they were added.</summary>
    private static PooledSuite Judge(ReportedVerdict verdict, Hypotheses means, Hypotheses cases)
    {
        List<string> lifted = [], confirmed = [];
        HashSet<string> holds = new(StringComparer.Ordinal);
        means.Begin();
        cases.Begin();
        foreach (ReportedMetric metric in verdict.Tested)
        {
            double pooled = means.Next();
            string[] lost = [.. metric.Suspects.Select(s => (s.Case, s.IsLost, Pooled: cases.Next())).ToArray().Where(s => s.IsLost && s.Pooled <= ErrorBudget.Default.Case).Select(s => s.Case)];
            if (metric.State != MetricState.Fell) { continue; }

            bool isMean = metric.AdjustedPValue <= metric.Alpha && pooled <= metric.Alpha;
            string numbers = string.Create(CultureInfo.InvariantCulture,
                $"{metric.Name}: p={ComparisonText.P(metric.PValue)}, over all projects {ComparisonText.P(pooled)} of {metric.Alpha:0.####}{(lost.Length > 0 ? "; lost " + Names.Few(lost) : string.Empty)}");
            if (isMean || lost.Length > 0) { confirmed.Add(numbers); }
            else
            {
                lifted.Add(numbers);
                holds.Add(metric.Name);
            }
        }

        // Only a finding that is known to be of a lifted metric may go; one that a report does not explain stays.
        if (verdict.Kind != VerdictKind.Regression || verdict.Findings is not { } findings) { return new PooledSuite(verdict, verdict.Kind, [], confirmed); }

        bool IsLifted(ReportedFinding finding) => finding.Code == Diagnostics.Regression.Code && finding.Metric is { } name && holds.Contains(name);
        VerdictKind[] left = [.. findings.Where(f => !IsLifted(f)).Select(f => f.Kind)];
        return new PooledSuite(verdict, left.Length == 0 ? VerdictKind.Pass : left.Min(), lifted, confirmed);
    }

    /// <summary>The most serious status, as of a run; one of a report that its verdicts do not explain (a mistake in a file, the machine, a baseline that nothing uses) counts too.</summary>
    private static int StatusOf(IReadOnlyList<ProjectReport> reports, PooledSuite[] suites)
    {
        HashSet<int> statuses = [.. suites.Select(s => s.Kind.ExitStatus())];
        foreach (ProjectReport report in reports)
        {
            if (report.HasOtherErrors || !report.Verdicts.Any(v => v.Kind.ExitStatus() == report.ExitStatus)) { statuses.Add(report.ExitStatus); }
        }

        int[] bySeriousness = [6, 5, 2, 1, 7, 4, 3];
        int known = bySeriousness.FirstOrDefault(statuses.Contains);
        return known > 0 ? known : statuses.Max();
    }

    private static LlmEvalException Usage(string message) => new(Diagnostics.Usage.At(Location.None, message));

    /// <summary>The hypotheses that are tested together. A suite that tested none counts as one: it could have.</summary>
    private sealed class Hypotheses
    {
        private readonly List<double> _p = [];
        private readonly List<(int From, int Count)> _suites = [];
        private double[] _adjusted = [];
        private int _suite = -1, _next;

        public int Count => _suites.Sum(s => s.Count);

        public void Add(IEnumerable<double> p)
        {
            int from = _p.Count;
            _p.AddRange(p);
            _suites.Add((from, _p.Count - from));
            if (_p.Count == from) { _p.Add(1); }
        }

        public void Adjust() => _adjusted = Holm.Adjust([.. _p]);

        public void Begin() => _next = _suites[++_suite].From;

        public double Next() => _adjusted[_next++];
    }
}
