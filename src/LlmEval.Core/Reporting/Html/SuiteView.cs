using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>A suite and model as the page shows it: its cases with what is to be told of each.</summary>
internal sealed class SuiteView
{
    private const CaseStatus Telling = CaseStatus.Confirmed | CaseStatus.Lost | CaseStatus.Unscored | CaseStatus.Unstable | CaseStatus.Won;

    public SuiteView(ReportedSuite suite, int number)
    {
        Suite = suite;
        Number = number;
        Metrics = suite.Metrics.Count > 0 ? suite.Metrics : [.. suite.Verdict.Metrics.Select(m => m.Metric)];
        Rows = ReadRows();
    }

    public ReportedSuite Suite { get; }

    public Verdict Verdict => Suite.Verdict;

    /// <summary>Which of the report's suites, from 0.</summary>
    public int Number { get; }

    /// <summary>What the cells of <see cref="Rows"/> measure.</summary>
    public IReadOnlyList<Metric> Metrics { get; }

    /// <summary>All cases: the most telling first, then ordinally.</summary>
    public IReadOnlyList<CaseRow> Rows { get; }

    /// <summary>Whether the texts of a case are worth more room than those of others.</summary>
    public static bool IsTelling(CaseRow row) => (row.Status & Telling) != CaseStatus.None;

    /// <summary>The cases that got worse: those confirmed first, then by their fall.</summary>
    public IReadOnlyList<string> Lost => [.. Verdict.LostCases.Concat(Verdict.MustPassFailed).Concat(Interleaved(m => m.Lost)).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> Won => [.. Interleaved(m => m.Won).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> Unstable => [.. Interleaved(m => m.Unstable).Concat(Verdict.MustPassUnstable).Distinct(StringComparer.Ordinal)];

    /// <summary>The first of each metric, then the second: one metric does not hide the others.</summary>
    private IEnumerable<string> Interleaved(Func<MetricVerdict, IReadOnlyList<string>> list)
    {
        int longest = Verdict.Metrics.Select(m => list(m).Count).DefaultIfEmpty().Max();
        for (int i = 0; i < longest; i++)
        {
            foreach (MetricVerdict metric in Verdict.Metrics)
            {
                if (i < list(metric).Count) { yield return list(metric)[i]; }
            }
        }
    }

    private CaseRow[] ReadRows()
    {
        Dictionary<string, CaseStatus> statuses = new(StringComparer.Ordinal);
        Mark(Verdict.LostCases, CaseStatus.Confirmed | CaseStatus.Lost);
        Mark(Verdict.MustPassFailed, CaseStatus.Confirmed | CaseStatus.Lost);
        Mark(Verdict.MustPassUnstable, CaseStatus.Unstable);
        Mark(Verdict.UnscoredCases, CaseStatus.Unscored);
        Mark(Verdict.VanishedCases, CaseStatus.Vanished);
        Mark(Verdict.EditedCases, CaseStatus.Edited);
        Mark(Verdict.NewCases, CaseStatus.New);
        foreach (MetricVerdict metric in Verdict.Metrics)
        {
            Mark(metric.Lost, CaseStatus.Lost);
            Mark(metric.Won, CaseStatus.Won);
            Mark(metric.Unstable, CaseStatus.Unstable);
        }

        Baseline? baseline = Suite.Baseline;
        int[] columns = baseline?.ColumnsOf(Metrics) ?? [];
        List<CaseRow> rows = new(Suite.Cases.Count);
        foreach (CaseScores item in Suite.Cases)
        {
            CaseScores? old = baseline is not null && baseline.IndexOf(item.Id) is >= 0 and int at ? baseline.Cases[at] : null;
            ScoreCell[][] before = Before(baseline, old, columns);
            ScoreCell[][] now = item.Samples.Count > 0 ? [.. item.Samples.Take(Verdict.SamplesPerCase)]
                : old is not null && item.HasKeysOf(old) && Verdict.Kind == VerdictKind.MatchesBaseline ? before : [];
            CaseStatus status = statuses.GetValueOrDefault(item.Id) | (Fails(now) ? CaseStatus.Fails : CaseStatus.None);
            rows.Add(new CaseRow { Id = item.Id, Line = item.Line, Tags = item.Tags, Status = status, Now = now, Before = before });
            statuses.Remove(item.Id);
        }

        // What only the baseline or the verdict knows: vanished cases, or all where the model is not known.
        foreach ((string id, CaseStatus status) in statuses)
        {
            CaseScores? old = baseline is not null && baseline.IndexOf(id) is >= 0 and int at ? baseline.Cases[at] : null;
            rows.Add(new CaseRow { Id = id, Status = status, Before = Before(baseline, old, columns) });
        }

        return [.. rows.OrderBy(r => r.Status == CaseStatus.None ? int.MaxValue : (int)r.Status & -(int)r.Status).ThenBy(r => r.Id, StringComparer.Ordinal)];

        void Mark(IReadOnlyList<string> ids, CaseStatus status)
        {
            foreach (string id in ids) { statuses[id] = statuses.GetValueOrDefault(id) | status; }
        }
    }

    private static ScoreCell[][] Before(Baseline? baseline, CaseScores? old, int[] columns) =>
        old is null ? [] : [.. Baseline.Reordered([.. old.Samples.Take(baseline!.FirstSamples)], columns)];

    private bool Fails(ScoreCell[][] samples)
    {
        foreach (ScoreCell[] row in samples)
        {
            for (int i = 0; i < row.Length && i < Metrics.Count; i++)
            {
                if (row[i] is { State: CellState.Scored, Passed: false } && Metrics[i].Decides) { return true; }
            }
        }

        return false;
    }
}
