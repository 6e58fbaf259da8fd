using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Scoring;

namespace LlmEval.Engine;

/// <summary>Makes the samples of a case.</summary>
internal static class SampleResults
{
    /// <summary>Of what was said and scored.</summary>
    public static IReadOnlyList<SampleResult> Of(ResultCase said, IReadOnlyList<Metric> metrics)
    {
        Dictionary<string, BoundCheck> checks = said.Checks.DistinctBy(c => c.Metric.Name, StringComparer.Ordinal).ToDictionary(c => c.Metric.Name, StringComparer.Ordinal);
        HashSet<string> deciding = [.. metrics.Where(m => m.Decides).Select(m => m.Name)];
        return [.. said.Samples.Zip(said.Scores, (sample, scores) => new SampleResult
        {
            Number = sample.Number,
            Answer = sample.Turns is [.., var last] ? last.Text : null,
            Transcript = Transcript(sample, said.Planned),
            Trouble = sample.Trouble,
            FromCache = sample.FromCache,
            Scores = [.. scores.Select(score => new ScoreResult
            {
                Metric = score.Metric,
                Outcome = score.Outcome,
                Value = score.Outcome == ScoreOutcome.Scored ? score.Value : null,
                Threshold = checks.GetValueOrDefault(score.Metric)?.Threshold,
                Passed = score is { Outcome: ScoreOutcome.Scored, Passed: true },
                Decides = deciding.Contains(score.Metric),
                Reason = score.Reason,
                Expected = score.Expected,
                Actual = score.Actual,
            })],
        })];
    }

    /// <summary>Of scores alone: those of the baseline, where it matches or where a case's answers could not have changed.</summary>
    public static IReadOnlyList<SampleResult> Of(SuiteOutcome outcome, CaseScores scores)
    {
        Baseline? baseline = outcome.Baseline;
        int at = baseline?.IndexOf(scores.Id) ?? -1;
        bool isOwn = scores.Samples.Count > 0;
        if (!isOwn && (at < 0 || !outcome.IsUnchanged)) { return []; }

        IReadOnlyList<ScoreCell[]> rows = isOwn ? scores.Samples : [.. baseline!.Cases[at].Samples.Take(baseline.SamplesPerCase - baseline.HeldBackSamples)];
        return [.. rows.Select((row, number) => new SampleResult
        {
            Number = number,
            FromCache = true,
            Scores = [.. outcome.Metrics.Select((metric, i) => (Metric: metric, Column: isOwn ? i : baseline!.IndexOfMetric(metric.Name)))
                .Where(m => m.Column >= 0 && m.Column < row.Length && row[m.Column].State != CellState.Absent)
                .Select(m => Of(m.Metric, row[m.Column]))],
        })];
    }

    private static ScoreResult Of(Metric metric, ScoreCell cell) => new()
    {
        Metric = metric.Name,
        Outcome = cell.State switch { CellState.Scored => ScoreOutcome.Scored, CellState.NotApplicable => ScoreOutcome.NotApplicable, _ => ScoreOutcome.Unscored },
        Value = cell.State == CellState.Scored ? cell.Value : null,
        Passed = cell is { State: CellState.Scored, Passed: true },
        Decides = metric.Decides,
    };

    private static List<ChatTurn> Transcript(Sample sample, PlannedCase? planned)
    {
        if (sample.Turns.Count == 0) { return []; }

        List<ChatTurn> said = [.. planned?.Messages ?? []];
        for (int turn = 0; turn < sample.Turns.Count; turn++)
        {
            int asked = turn - (planned?.FirstTurn ?? 0);
            if (planned is not null && asked >= 0 && asked < planned.Turns.Count) { said.Add(new ChatTurn("user", planned.Turns[asked])); }

            said.AddRange(sample.AnswersOf(turn).Select(a => new ChatTurn("assistant", a.Text) { ToolCalls = a.ToolCalls.Count > 0 ? a.ToolCalls : null }));
        }

        return said;
    }
}
