using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What is told of models that judge: what their metrics may decide, and why not more.</summary>
internal static class JudgeFindings
{
    public static IEnumerable<Finding> Of(GateInput input)
    {
        foreach (JudgeState judge in input.Judges)
        {
            Metric? metric = input.Metrics.FirstOrDefault(m => string.Equals(m.Name, judge.Metric, StringComparison.Ordinal));
            Floor? floor = input.Plan.Floors.FirstOrDefault(f => string.Equals(f.Metric, judge.Metric, StringComparison.Ordinal));
            if (judge.IsAdvisory)
            {
                yield return new Finding(VerdictKind.Pass, Diagnostics.JudgeUnstable, Severity.Warning, metric, [],
                    $"{judge.Metric}: {judge.Summary} It decides nothing until the judge agrees with itself: give it a clearer prompt, fewer levels or another model.");
            }
            else if (!judge.IsCalibrated)
            {
                string gates = metric is { IsGated: true } ? "it gates a fall against the baseline" : "it gates nothing";
                yield return floor is null
                    ? new Finding(VerdictKind.Pass, Diagnostics.JudgeUncalibrated, Severity.Message, metric, [], $"{judge.Metric}: {judge.Summary} So {gates}, and no floor.")
                    : new Finding(VerdictKind.Pass, Diagnostics.JudgeUncalibrated, Severity.Warning, metric, [],
                        $"{judge.Metric}: {judge.Summary} So {gates}, and its floor is not judged. Give the check 'labels:' with at least 100 answers that people labelled.") { Location = floor.Location };
            }
        }

        foreach (SuiteMetric metric in input.SuiteMetrics.Where(m => m.Metric.CanFail && !input.HoldsBounds(m)))
        {
            Floor? floor = input.Plan.Floors.FirstOrDefault(f => string.Equals(f.Metric, metric.Metric.Name, StringComparison.Ordinal));
            if (input.IsPartial || (metric.Threshold is null && floor is null)) { continue; }

            string of = metric.Of.First(m => !input.HoldsBounds(m));
            yield return new Finding(VerdictKind.Pass, Diagnostics.JudgeUncalibrated, Severity.Warning, metric.Metric, [],
                $"{metric.Metric.Name}: its labels are those of '{of}', whose judge is not calibrated, so that its bound is not judged.") { Location = metric.Threshold is null ? floor!.Location : null };
        }

        foreach (IGrouping<string, JudgeState> judge in input.Judges.Where(j => !j.IsPinned).GroupBy(j => j.Judge, StringComparer.Ordinal))
        {
            yield return new Finding(VerdictKind.Pass, Diagnostics.UnpinnedModel, Severity.Warning, null, [],
                $"the judge '{judge.Key}' is not pinned: whoever runs it may change it under its name, and scores move with it. Name a version by its date, as in Model=\"gpt-5-mini-2025-08-07\", or judge by a local model.");
        }

        // An author's "gate: report" everywhere is a mistake that the binding tells; judges that fall away are seen only here.
        if (input.Judges.Any(j => j.IsAdvisory) && !input.Metrics.Any(m => m.CanFail && m.IsDecisive())
            && !input.Plan.Floors.Any(f => input.HoldsBounds(f.Metric) && !input.SuiteMetrics.Any(m => m.Metric.Name == f.Metric && !input.HoldsBounds(m)))
            && !input.SuiteMetrics.Any(m => m.Threshold is not null && input.HoldsBounds(m)))
        {
            yield return new Finding(VerdictKind.Error, Diagnostics.JudgeUnstable, Severity.Error, null, [],
                "no metric is left that could fail: every judge disagrees with itself. Mend the judges, or add a check that needs none.");
        }
    }
}
