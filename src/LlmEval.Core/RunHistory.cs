using LlmEval.Gating;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting.History;
using LlmEval.Running;
using LlmEval.Statistics;

namespace LlmEval;

/// <summary>Remembers what runs came to. What cannot be written is a warning: the verdict stands without it.</summary>
internal static class RunHistory
{
    /// <summary>Adds a line each suite and model that was judged.</summary>
    public static void Remember(Manifest manifest, IReadOnlyList<SuiteOutcome> outcomes, DateTimeOffset now, Func<string, string?> environment, DiagnosticBag diagnostics)
    {
        if (outcomes.Count == 0 || HistoryFile.PathOf(manifest, environment) is not { } path) { return; }

        GitHead? head = GitHead.Read(manifest.ProjectDirectory);
        try { HistoryFile.Append(path, [.. outcomes.Select(o => Of(o, now, head))]); }
        catch (LlmEvalException e) { diagnostics.Add(e.Diagnostic.Descriptor, e.Diagnostic.Location, e.Diagnostic.Message, Severity.Warning); }
    }

    private static HistoryRun Of(SuiteOutcome outcome, DateTimeOffset now, GitHead? head)
    {
        Usage own = outcome.UsedForAnswers + outcome.UsedForHeldBack + outcome.UsedForConfirmation;
        Usage all = own + outcome.UsedForJudging;
        bool isOneCurrency = own.Cost == 0 || outcome.UsedForJudging.Cost == 0 || outcome.Currency == outcome.JudgeCurrency;
        double? cost = isOneCurrency ? all.Cost : null;
        Verdict verdict = outcome.Verdict;
        return new HistoryRun
        {
            Time = now,
            Suite = verdict.Suite,
            Model = verdict.Model,
            ModelIdentity = outcome.ModelIdentity,
            Verdict = verdict.Kind,
            Cases = verdict.Cases,
            TotalCases = verdict.TotalCases,
            SamplesPerCase = verdict.SamplesPerCase,
            SamplesDrawn = outcome.SamplesDrawn,
            Calls = all.Calls,
            Tokens = all.Tokens,
            Cost = cost,
            Currency = cost is null ? null : own.Cost == 0 && outcome.UsedForJudging.Cost > 0 ? outcome.JudgeCurrency : outcome.Currency,
            Metrics =
            [
                .. verdict.Metrics.Where(m => m.Mean is not null).Select(m => Metric(outcome, m)),
                .. verdict.SuiteScores.Where(s => s.Value is not null).Select(s => new HistoryMetric(
                    s.Metric.Name, s.Metric.Unit, s.Metric.HigherIsBetter, s.Value!.Value, s.Score.Lower, s.Score.Upper, s.Score.Count)),
            ],
            Revision = head?.Revision,
            Branch = head?.Branch,
            Tool = Evaluation.ToolVersion,
        };
    }

    private static HistoryMetric Metric(SuiteOutcome outcome, MetricVerdict metric)
    {
        (double Lower, double Upper)? interval = Interval(outcome, metric);
        return new HistoryMetric(metric.Metric.Name, metric.Metric.Unit, metric.Metric.HigherIsBetter, metric.Mean!.Value, interval?.Lower, interval?.Upper, metric.Cases);
    }

    /// <summary>
    /// The 95% interval of a mean over cases: Wilson's where every case passes or fails as a whole, else t, by clusters. Of a suite that matches its baseline from the baseline's samples.
    /// </summary>
    private static (double Lower, double Upper)? Interval(SuiteOutcome outcome, MetricVerdict metric)
    {
        bool isStored = outcome is { IsUnchanged: true, Baseline: not null };
        IReadOnlyList<CaseScores> cases = isStored ? outcome.Baseline!.Cases : outcome.Cases;
        int column = isStored ? outcome.Baseline!.IndexOfMetric(metric.Metric.Name) : outcome.Metrics.TakeWhile(m => m.Name != metric.Metric.Name).Count();
        if (column < 0 || (!isStored && column == outcome.Metrics.Count)) { return null; }

        Dictionary<string, int> clusters = new(StringComparer.Ordinal);
        List<double> means = [];
        List<int> groups = [];
        HashSet<string>? chosen = isStored && outcome.Cases.Count < cases.Count ? [.. outcome.Cases.Select(c => c.Id)] : null;
        foreach (CaseScores item in cases)
        {
            double[] values = [.. item.Samples.Take(outcome.Verdict.SamplesPerCase).Where(r => r[column].State == CellState.Scored).Select(r => r[column].Value)];
            if (values.Length == 0 || chosen?.Contains(item.Id) == false) { continue; }

            means.Add(values.Average());
            groups.Add(item.Cluster is { } name ? clusters.TryGetValue(name, out int known) ? known : clusters[name] = clusters.Count : -means.Count);
        }

        if (clusters.Count == 0 && metric.Metric.IsBinary && means.Count > 0 && means.TrueForAll(m => m is 0 or 1)) { return BinomialInterval.Wilson(means.Count(m => m == 1), means.Count); }

        PairedTResult? t = clusters.Count == 0 ? PairedT.Test([.. means]) : PairedT.Test([.. means], [.. groups]);
        bool isShare = metric.Metric.IsBinary || metric.Metric.Unit is "pass" or "ratio";
        return t is null ? null : isShare ? (Math.Clamp(t.Lower, 0, 1), Math.Clamp(t.Upper, 0, 1)) : (t.Lower, t.Upper);
    }
}
