using LlmEval.Model;

namespace LlmEval.Gating.Budgets;

/// <summary>Times are judged only where this machine measured all of them: another one is slower or faster whatever the prompt does.</summary>
internal static class TimesHere
{
    /// <summary>Whether this machine measured the times of all answers that are judged.</summary>
    public static bool Are(GateInput input) => input.Here is { } here && string.Equals(here, input.MeasuredOn, StringComparison.Ordinal);

    /// <summary>Why not, in a clause.</summary>
    public static string Why(GateInput input) => input.MeasuredOn is null
        ? "not measured here: it is not known which machine measured the times, or it was several" : "not measured here: another machine measured the times";

    /// <summary>Whether a metric of answers is the time that an answer took.</summary>
    public static bool IsTime(Metric metric) => metric is { Unit: "s", Check: "latency" or "first-token" };

    /// <summary>Whether a metric over the suite is a time that its answers took.</summary>
    public static bool IsTime(SuiteMetric metric) => metric is { IsUsage: true, Metric.Unit: "s" };

    /// <summary>Whether a bound on a metric may decide, as far as this rule goes.</summary>
    public static bool MayJudge(GateInput input, Metric metric) => !IsTime(metric) || Are(input);

    /// <summary>The same of a metric over the suite.</summary>
    public static bool MayJudge(GateInput input, SuiteMetric metric) => !IsTime(metric) || Are(input);

    /// <summary>Whether a bound looks at times, so that a baseline notes who measured them.</summary>
    public static bool AreBounded(GatePlan plan, IReadOnlyList<Metric> metrics, IReadOnlyList<SuiteMetric> suiteMetrics) =>
        plan.Budget is { NeedsSeconds: true } or { NeedsFirstTokens: true }
        || metrics.Any(m => IsTime(m) && m.CanFail)
        || suiteMetrics.Any(m => IsTime(m) && plan.Floors.Any(f => string.Equals(f.Metric, m.Metric.Name, StringComparison.Ordinal)));

    /// <summary>What is told of floors on times, and of must-pass cases that have a check of times, where they were not judged; budgets tell it themselves.</summary>
    public static IEnumerable<Finding> Findings(GateInput input)
    {
        if (Are(input)) { yield break; }

        for (int column = 0; column < input.Metrics.Count; column++)
        {
            Metric metric = input.Metrics[column];
            if (IsTime(metric) && metric.Decides && input.Cases.Any(c => c.MustPass && c.Samples.Any(row => row[column].State != CellState.Absent)))
            {
                yield return Finding(metric.Name, "threshold in must-pass cases", Why(input), metric, metric.Location);
            }
        }

        if (input.IsPartial) { yield break; }

        foreach (Floor floor in input.Plan.Floors)
        {
            Metric? metric = input.Metrics.FirstOrDefault(m => IsTime(m) && string.Equals(m.Name, floor.Metric, StringComparison.Ordinal))
                ?? input.SuiteMetrics.FirstOrDefault(m => IsTime(m) && string.Equals(m.Metric.Name, floor.Metric, StringComparison.Ordinal))?.Metric;
            if (metric is not null) { yield return Finding(metric.Name, "ceiling", Why(input), metric, floor.Location); }
        }
    }

    /// <summary>The finding that a bound on times was not judged.</summary>
    public static Finding Finding(string name, string bound, string why, Metric? metric, Location location) => new(VerdictKind.Pass, Diagnostics.NotMeasuredHere, Severity.Message, metric, [],
        $"{name}: {why}. So its {bound} is not judged; draw the answers anew on this machine (--fresh) to judge it.") { Location = location };
}
