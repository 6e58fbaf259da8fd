using System.Globalization;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// Tells a model that changed from a prompt that got worse. A metric that fell did so because of the model when the baseline's own requests, asked again, fell as well against
/// the samples that the baseline holds back (one-sided paired t over cases at <see cref="Alpha"/>, at least the smallest effect that counts), and the present answers are not significantly worse than these.
/// A single lost case likewise, by Fisher's exact test. When that holds for every fall of the verdict, it is <see cref="VerdictKind.ModelChanged"/>; otherwise it stays a regression and says what the control showed.
/// </summary>
public static class ControlRule
{
    /// <summary>Significance of each of its tests: a verdict that is a failure either way needs no smaller one.</summary>
    public const double Alpha = 0.05;

    /// <summary>The verdict with what the control says of it.</summary>
    /// <param name="input">What was judged.</param>
    /// <param name="verdict">A regression; any other verdict is given back as it is.</param>
    /// <param name="control">What the baseline's own requests are answered now.</param>
    public static Verdict Judge(GateInput input, Verdict verdict, ControlSamples control)
    {
        if (!Concerns(verdict) || input.Baseline is not { } baseline) { return verdict; }

        if (control.NotChecked is { } why) { return Told(verdict, (_, first) => first ? $"Whether the model changed was not checked: {why}." : null); }

        Dictionary<string, Showing> shown = verdict.Metrics.Where(m => m.State == MetricState.Fell)
            .ToDictionary(m => m.Metric.Name, m => control.IsPresent ? new Showing(true, Same(m)) : Show(input, baseline, m, control), StringComparer.Ordinal);
        bool isModel = verdict.Findings.All(f => f.Kind != VerdictKind.Regression || (IsFall(f) && shown.TryGetValue(f.Metric!.Name, out Showing? s) && s.IsModel));
        if (!isModel) { return Told(verdict, (f, _) => IsFall(f) && shown.TryGetValue(f.Metric!.Name, out Showing? s) ? s.Text : null); }

        Finding[] findings = [.. verdict.Findings.Select(f => f.Kind != VerdictKind.Regression ? f : f with
        {
            Kind = VerdictKind.ModelChanged,
            Descriptor = Diagnostics.ModelChanged,
            Severity = Diagnostics.ModelChanged.DefaultSeverity,
            Text = $"{f.Text} {shown[f.Metric!.Name].Text} Pin a version of the model, or accept what it says now.",
        })];
        return verdict with { Kind = findings.Min(f => f.Kind), Findings = [.. findings.OrderBy(f => f.Kind)] };
    }

    /// <summary>Whether a verdict is one that a changed model could explain.</summary>
    public static bool Concerns(Verdict verdict) => verdict.Kind == VerdictKind.Regression && verdict.Findings.Any(IsFall);

    private static bool IsFall(Finding finding) => finding.Kind == VerdictKind.Regression && finding.Descriptor == Diagnostics.Regression && finding.Metric is not null;

    private static Verdict Told(Verdict verdict, Func<Finding, bool, string?> more)
    {
        bool first = true;
        List<Finding> findings = [];
        foreach (Finding finding in verdict.Findings)
        {
            string? text = IsFall(finding) ? more(finding, first) : null;
            first &= !IsFall(finding);
            findings.Add(text is null ? finding : finding with { Text = $"{finding.Text} {text}" });
        }

        return verdict with { Findings = findings };
    }

    private static string Same(MetricVerdict metric) =>
        $"The requests are those of the baseline, asked anew, so that it is the model that changed, not the project: {metric.Metric.Name} fell without an edit of prompt, parameters or cases.";

    private static Showing Show(GateInput input, Baseline baseline, MetricVerdict verdict, ControlSamples control)
    {
        Metric metric = verdict.Metric;
        int column = IndexOf(input.Metrics, metric.Name), before = baseline.IndexOfMetric(metric.Name);
        List<Arms> arms = Collect(input, baseline, control, column, before);
        if (arms.Count == 0) { return new Showing(false, "Of the compared cases none could be asked again with the baseline's own prompt."); }

        double then = arms.Average(a => a.Before.Average()), now = arms.Average(a => a.Control.Average());
        int samples = arms.Max(a => a.Control.Length);
        string moved = string.Create(CultureInfo.InvariantCulture,
            $"{MetricText.Value(metric, then)} -> {MetricText.Value(metric, now)} over {Names.Count(arms.Count, "case")} x {samples}");
        SuspectVerdict[] suspects = verdict.MeanFell ? [] : [.. verdict.Suspects.Where(s => s.IsLost)];
        bool fell = suspects.Length > 0 ? suspects.All(s => arms.Find(a => a.Case == s.CaseId) is { } arm && IsLost(metric, arm.Before, arm.Control))
            : IsWorse(input, metric, arms, a => a.Before, a => a.Control, MinEffect(input, metric, then));
        if (!fell) { return new Showing(false, $"The model did not change: the baseline's own prompt, asked again, did not fall ({moved})."); }

        bool isWorseStill = suspects.Length > 0 ? suspects.Any(s => IsLost(metric, arms.Find(a => a.Case == s.CaseId)!.Control, arms.Find(a => a.Case == s.CaseId)!.Now))
            : IsWorse(input, metric, arms, a => a.Control, a => a.Now, 0);
        return isWorseStill
            ? new Showing(false, $"The baseline's own prompt, asked again, fell too ({moved}), and the present answers are worse still.")
            : new Showing(true, $"The baseline's own prompt, asked again, fell as well ({moved}), so that it is the model that changed, not the prompt.");
    }

    private static List<Arms> Collect(GateInput input, Baseline baseline, ControlSamples control, int column, int before)
    {
        List<Arms> arms = [];
        int held = baseline.HeldBackSamples > 0 ? baseline.SamplesPerCase : 0;
        foreach (CaseScores item in CaseScores.Sorted(input.Cases))
        {
            if (!control.Rows.TryGetValue(item.Id, out IReadOnlyList<ScoreCell[]>? rows) || baseline.IndexOf(item.Id) is not (>= 0 and int place)) { continue; }

            // What began the suspicion is not asked again whether it is right.
            int fresh = item.Samples.Count > input.FirstSamples ? input.FirstSamples : 0;
            Arms arm = new(item.Id, item.Cluster, Values(baseline.Cases[place].Samples, held, before), Values(rows, 0, column), Values(item.Samples, fresh, column));
            if (arm.Before.Length > 0 && arm.Control.Length > 0 && arm.Now.Length > 0) { arms.Add(arm); }
        }

        return arms;
    }

    private static bool IsWorse(GateInput input, Metric metric, List<Arms> arms, Func<Arms, double[]> then, Func<Arms, double[]> now, double effect)
    {
        double sign = metric.HigherIsBetter ? 1 : -1;
        double[] differences = [.. arms.Select(a => sign * (now(a).Average() - then(a).Average()))];
        string[] names = [.. arms.Select(a => a.Cluster ?? "\n" + a.Case)];
        string[] distinct = [.. names.Distinct(StringComparer.Ordinal)];
        PairedTResult? test = distinct.Length == names.Length ? PairedT.Test(differences) : PairedT.Test(differences, [.. names.Select(n => Array.IndexOf(distinct, n))]);
        if (test is null)
        {
            // One case has no spread over cases; its samples have.
            return arms is [var only] && IsLost(metric, then(only), now(only));
        }

        return test.PLess <= Alpha && test.Mean <= -Math.Max(effect - 1e-12, double.Epsilon);
    }

    /// <summary>Whether one case lost: Fisher's exact test of passes; of graded scores, those at the median of both or better count as passes.</summary>
    private static bool IsLost(Metric metric, double[] then, double[] now)
    {
        double sign = metric.HigherIsBetter ? 1 : -1;
        double[] all = [.. then.Concat(now).Select(v => sign * v).Order()];
        double bound = metric.IsBinary ? sign > 0 ? 1 : 0 : all[all.Length / 2];
        return FisherExact.Fewer(now.Count(v => sign * v >= bound), now.Length, then.Count(v => sign * v >= bound), then.Length) <= Alpha;
    }

    private static double MinEffect(GateInput input, Metric metric, double before) =>
        metric.IsBinary || metric.Unit is "pass" or "ratio" ? input.Plan.Regression.MinEffect : input.Plan.Regression.MinEffect * Math.Abs(before);

    private static double[] Values(IReadOnlyList<ScoreCell[]> rows, int from, int column) =>
        [.. rows.Skip(from).Select(r => r[column]).Where(c => c.State == CellState.Scored && double.IsFinite(c.Value)).Select(c => c.Value)];

    private static int IndexOf(IReadOnlyList<Metric> metrics, string name)
    {
        for (int i = 0; i < metrics.Count; i++)
        {
            if (string.Equals(metrics[i].Name, name, StringComparison.Ordinal)) { return i; }
        }

        return -1;
    }

    /// <summary>Scores of one case: held back by the baseline, of the control, of the present answers.</summary>
    private sealed record Arms(string Case, string? Cluster, double[] Before, double[] Control, double[] Now);

    /// <summary>What the control showed of one metric.</summary>
    private sealed record Showing(bool IsModel, string Text);
}
