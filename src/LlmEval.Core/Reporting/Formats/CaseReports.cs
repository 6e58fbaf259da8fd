using System.Globalization;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Reporting.Formats;

/// <summary>
/// What each case of a verdict is as a test. A case fails only if it is must-pass and failed, or the gate confirmed it as lost, or there is no baseline of it
/// and a check fails; one that failed in the baseline too is a known failure.
/// </summary>
internal sealed class CaseReports
{
    /// <summary>Checks whose failure is a finding at the case itself.</summary>
    internal static readonly string[] SafetyChecks = ["pii", "secrets", "prompt-leak", "attack-resisted", "improper-output", "url-hosts"];

    private static readonly Tally s_none = new(0, 0, 0);

    private readonly ReportedSuite _suite;
    private readonly Verdict _verdict;
    private readonly HashSet<string> _unscored;
    private readonly HashSet<string> _mustPass;
    private readonly HashSet<string> _lost;
    private readonly HashSet<string> _unstable;
    private readonly HashSet<string> _edited;
    private readonly Dictionary<string, SuspectVerdict> _suspects;
    private readonly HashSet<string> _inPlace;
    private readonly string? _suiteFile;
    private readonly string? _dataFile;
    private readonly int[] _columns;

    private CaseReports(ReportedSuite suite, SourceRoot root)
    {
        _suite = suite;
        _verdict = suite.Verdict;
        _unscored = Set(_verdict.UnscoredCases);
        _mustPass = Set(_verdict.MustPassFailed);
        _lost = Set(_verdict.LostCases);
        _unstable = Set([.. _verdict.Metrics.SelectMany(m => m.Unstable), .. _verdict.MustPassUnstable]);
        _edited = Set(_verdict.EditedCases);
        _suspects = _verdict.Metrics.SelectMany(m => m.Suspects).Where(s => s.IsLost).DistinctBy(s => s.CaseId, StringComparer.Ordinal).ToDictionary(s => s.CaseId, StringComparer.Ordinal);
        _inPlace = Set([.. suite.Source?.CasesInPlace.Select(c => c.Id) ?? []]);
        _suiteFile = root.Relative(suite.SuitePath);
        _dataFile = suite.Source?.Data is [var only] ? root.Relative(only.File) : null;
        _columns = [.. suite.Metrics.Select(m => suite.Baseline?.IndexOfMetric(m.Name) ?? -1)];
    }

    /// <summary>The cases of a verdict, in the suite's order; those that are skipped last.</summary>
    public static IReadOnlyList<CaseReport> Of(ReportedSuite suite, SourceRoot root)
    {
        CaseReports reports = new(suite, root);
        return [.. suite.Cases.Select(reports.Of), .. suite.Verdict.Skipped.Select(s => Of(s, suite, root))];
    }

    private static CaseReport Of(SkippedCase item, ReportedSuite suite, SourceRoot root) => new()
    {
        Id = item.Id,
        State = CaseState.Skipped,
        Message = $"Skipped: {item.Reason}{(item.MustPass ? " (must-pass)" : string.Empty)}",
        File = root.Relative(item.Location.File),
        Line = item.Location.Line,
        Tags = suite.IsPrivate || item.Tags.Count == 0 ? null : item.Tags,
    };

    private static HashSet<string> Set(IReadOnlyList<string> ids) => new(ids, StringComparer.Ordinal);

    private CaseReport Of(CaseScores item)
    {
        int at = _suite.Baseline?.IndexOf(item.Id) ?? -1;
        CaseScores? before = at >= 0 && !_edited.Contains(item.Id) ? _suite.Baseline!.Cases[at] : null;
        Tally was = before is null ? s_none : Count(before.Samples, _suite.Baseline!.FirstSamples, _columns);
        IReadOnlyList<string> failing = [];

        // What did not change was not asked: it is what it was.
        Tally now = item.Samples.Count > 0 ? Count(item.Samples, _verdict.SamplesPerCase, null) : _verdict.Kind == VerdictKind.NotEvaluated ? s_none : was;
        if (now.Metrics != 0) { failing = Names(now.Metrics); }

        (CaseState state, string? message) = Judge(item, before, was, now, failing);
        int variant = item.Id.IndexOf('~', StringComparison.Ordinal);
        bool isInPlace = _inPlace.Contains(item.Id) || (variant > 0 && _inPlace.Contains(item.Id[..variant]));
        string? file = isInPlace || _suite.Source?.Data is not { Count: > 0 } ? _suiteFile : _dataFile;
        return new CaseReport
        {
            Id = item.Id,
            State = state,
            Message = message,
            File = file ?? _suiteFile,
            Line = file is null ? 0 : item.Line,
            Tags = _suite.IsPrivate || item.Tags.Count == 0 ? null : item.Tags,
            FailedMetrics = failing.Count == 0 ? null : failing,
            IsFlaky = _unstable.Contains(item.Id) || (state == CaseState.Passed && now.Failed > 0),
        };
    }

    private (CaseState State, string? Message) Judge(CaseScores item, CaseScores? before, Tally was, Tally now, IReadOnlyList<string> failing)
    {
        string failed = $"{Gating.Names.Few(failing)} failed in {Of(now)}";
        if (_unscored.Contains(item.Id)) { return (CaseState.Unscored, "A sample could not be scored: neither pass nor failure."); }

        if (_mustPass.Contains(item.Id)) { return (CaseState.Failed, $"A must-pass case failed, and failed again{(failing.Count > 0 ? ": " + failed : string.Empty)}."); }

        if (_lost.Contains(item.Id))
        {
            return (CaseState.Failed, $"Lost against the baseline: {(_suspects.TryGetValue(item.Id, out SuspectVerdict? suspect) ? suspect.Counts : failing.Count > 0 ? failed : "confirmed by fresh samples")}.");
        }

        if (now.Samples == 0 || _verdict.Kind is VerdictKind.NotEvaluated or VerdictKind.ModelMissing) { return (CaseState.NotEvaluated, "Not evaluated: there is no answer to judge."); }

        if (now.Failed > 0)
        {
            string since = _suite.Baseline?.Entries is [.., var last] ? string.Create(CultureInfo.InvariantCulture, $"since the baseline of {last.Date:yyyy-MM-dd}") : "in the baseline too";
            return before is null
                ? (CaseState.Failed, $"{failed}, and there is no baseline of this case to compare with.")
                : was.Failed > 0 ? (CaseState.KnownFailure, $"Known failure {since}: {failed}.")
                : (CaseState.Passed, $"{failed}; the gate does not take the case for lost.");
        }

        return was.Samples > 0 && was.Failed == was.Samples ? (CaseState.Passed, "Fixed: accept to keep it.") : (CaseState.Passed, null);
    }

    private static string Of(Tally tally) => string.Create(CultureInfo.InvariantCulture, $"{tally.Failed} of {tally.Samples} {(tally.Samples == 1 ? "sample" : "samples")}");

    private IReadOnlyList<string> Names(ulong metrics) => [.. _suite.Metrics.Where((_, i) => i < 64 && (metrics & (1UL << i)) != 0).Select(m => m.Name)];

    /// <summary>Counts the first samples and those of them that fail a deciding check.</summary>
    /// <param name="samples">Rows of cells.</param>
    /// <param name="first">How many rows count.</param>
    /// <param name="columns">Where each metric's cell stands, -1 for nowhere; null for the suite's own order.</param>
    private Tally Count(IReadOnlyList<ScoreCell[]> samples, int first, int[]? columns)
    {
        Tally tally = new(0, Math.Min(first, samples.Count), 0);
        for (int row = 0; row < tally.Samples; row++)
        {
            bool fails = false;
            for (int i = 0; i < _suite.Metrics.Count; i++)
            {
                int column = columns is null ? i : columns[i];
                if (column < 0 || column >= samples[row].Length || samples[row][column] is not { State: CellState.Scored, Passed: false }) { continue; }

                Metric metric = _suite.Metrics[i];
                fails |= metric.Decides;
                if (i < 64 && (metric.Decides || (metric.CanFail && SafetyChecks.Contains(metric.Check, StringComparer.Ordinal)))) { tally = tally with { Metrics = tally.Metrics | (1UL << i) }; }
            }

            if (fails) { tally = tally with { Failed = tally.Failed + 1 }; }
        }

        return tally;
    }

    /// <summary>First samples, those that fail, and the metrics that they fail: the first 64, a bit each.</summary>
    private sealed record Tally(int Failed, int Samples, ulong Metrics);
}
