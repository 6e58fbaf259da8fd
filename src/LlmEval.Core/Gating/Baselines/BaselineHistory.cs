using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>What became of the metrics since the last and since the oldest remembered accept, so that many small steps down are seen.</summary>
public static class BaselineHistory
{
    /// <summary>One entry a metric (also over the suite) that has a mean now and was accepted before, in the verdict's order.</summary>
    public static IReadOnlyList<MetricHistory> Of(Baseline baseline, Verdict verdict)
    {
        List<MetricHistory> histories = [];
        foreach ((Metric metric, double? now) in verdict.Metrics.Select(m => (m.Metric, m.Mean)).Concat(verdict.SuiteScores.Where(s => !s.Of.IsUsage).Select(s => (s.Metric, s.Value))))
        {
            BaselineEntry[] entries = [.. baseline.Entries.Where(e => e.Mean(metric.Name) is not null)];
            if (now is not { } mean || entries.Length == 0) { continue; }

            BaselineEntry last = entries[^1], oldest = entries[0];
            bool isOne = entries.Length == 1;
            histories.Add(new MetricHistory(metric, mean,
                mean - last.Mean(metric.Name), last.Date,
                isOne ? null : mean - oldest.Mean(metric.Name), isOne ? null : oldest.Date));
        }

        return histories;
    }

    /// <summary>A line, for instance <c>category: -0.4 points since accepted on 2026-11-20, -2.1 points since 2026-08-01</c>.</summary>
    public static string Describe(MetricHistory history)
    {
        string since = $"{history.Metric.Name}: {MetricText.Signed(history.Metric, history.SinceLast ?? 0)} since accepted on {Day(history.Last)}";
        return history.SinceOldest is { } oldest
            ? $"{since}, {MetricText.Signed(history.Metric, oldest)} since {Day(history.Oldest)}" : since;
    }

    /// <summary><c>category 93.3% -> 91.0%</c>.</summary>
    internal static string Move(BaselineMetric metric, double before, double now)
    {
        Metric shown = new()
        {
            Name = metric.Name,
            Check = metric.Check,
            Location = Location.None,
            Unit = metric.Unit,
            IsBinary = metric.IsBinary,
            HigherIsBetter = metric.HigherIsBetter,
            ScorerKey = metric.ScorerKey,
        };
        (string left, string right) = MetricText.Apart(shown, before, now);
        return $"{metric.Name} {left} -> {right}";
    }

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? string.Empty;
}
