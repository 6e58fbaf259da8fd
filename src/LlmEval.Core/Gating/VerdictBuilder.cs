using System.Globalization;
using LlmEval.Gating.Budgets;
using LlmEval.Gating.Rules;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>Turns what the rules found into findings, and the findings into the verdict.</summary>
internal sealed class VerdictBuilder(GateInput input, int cases, bool matches, int first)
{
    private readonly List<Finding> _findings = [];

    public IReadOnlyList<ZeroToleranceVerdict> ZeroTolerance { get; init; } = [];

    public IReadOnlyList<BudgetVerdict> Budget { get; init; } = [];

    /// <summary>A verdict of one finding, when nothing was judged.</summary>
    public static Verdict Bare(GateInput input, Finding finding) => new()
    {
        Suite = input.Suite,
        Model = input.Model,
        Kind = finding.Kind,
        Findings = [finding, .. SkippedFindings.Of(input.Skipped)],
        Skipped = input.Skipped,
        Metrics = [],
        Cases = input.Cases.Count,
        TotalCases = Math.Max(input.FilteredFrom ?? 0, input.Cases.Count),
        SamplesPerCase = input.FirstSamples,
    };

    public Verdict Build(List<MetricVerdict> metrics, List<SuiteScoreVerdict> suiteScores, MustPassRule mustPass, Pairing pairing, bool sameScorers, List<string> unscored)
    {
        foreach (MetricVerdict metric in metrics) { AddMetric(metric); }

        foreach (SuiteScoreVerdict score in suiteScores) { AddSuiteScore(score); }

        AddMustPass(mustPass);
        List<string> vanished = VanishedMetrics();
        AddVanished(pairing, vanished);
        AddUnscored(metrics, unscored);
        AddCircumstances(pairing);
        _findings.AddRange(VendorFindings.Of(input));
        _findings.AddRange(JudgeFindings.Of(input));
        _findings.AddRange([.. ZeroToleranceFindings.Of(input, ZeroTolerance), .. BudgetFindings.Of(Budget), .. TimesHere.Findings(input)]);
        AddNoHeldBack(metrics);
        int total = Math.Max(input.FilteredFrom ?? 0, cases);
        VerdictKind kind = _findings.Count == 0 ? VerdictKind.Pass : _findings.Min(f => f.Kind);
        if (!_findings.Exists(f => f.Severity == Severity.Error) && input.Baseline is not null) { AddPass(metrics, suiteScores, unscored.Count); }

        _findings.AddRange(SkippedFindings.Of(input.Skipped));
        if (matches && kind == VerdictKind.Pass) { kind = VerdictKind.MatchesBaseline; }

        return new Verdict
        {
            Suite = input.Suite,
            Model = input.Model,
            Kind = kind,
            Findings = [.. _findings.OrderBy(f => f.Kind)],
            Metrics = metrics,
            SuiteScores = suiteScores,
            Cases = cases,
            TotalCases = total,
            SamplesPerCase = Math.Max(1, Math.Min(first, input.Cases.Count == 0 || matches ? first : input.Cases.Min(c => c.Samples.Count))),
            Family = input.Family,
            CanSee = Sensitivity.SuiteSensitivity.Of(input, metrics)?.CanSee,
            UnchangedCases = sameScorers ? pairing.SameRequest : 0,
            NewCases = pairing.New,
            EditedCases = pairing.Edited,
            VanishedCases = pairing.Vanished,
            VanishedMetrics = vanished,
            Skipped = input.Skipped,
            UnscoredCases = unscored,
            MustPassFailed = mustPass.Failed,
            MustPassUnstable = mustPass.Unstable,
            ZeroTolerance = ZeroTolerance,
            Budget = Budget,
            LostCases = [.. metrics.Where(m => m is { State: MetricState.Fell, Allowance: not null }).SelectMany(m => m.Lost)
                .Concat(metrics.SelectMany(m => m.Suspects.Where(s => s.IsLost).Select(s => s.CaseId))).Concat(mustPass.Failed).Concat(ZeroTolerance.SelectMany(z => z.Violations))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private void AddMetric(MetricVerdict verdict)
    {
        Metric metric = verdict.Metric;
        switch (verdict.State)
        {
            case MetricState.Unscored:
                Add(VerdictKind.Error, Diagnostics.TooMuchUnscored, metric, [], string.Create(CultureInfo.InvariantCulture,
                    $"{metric.Name}: {verdict.UnscoredSamples} of {verdict.Samples} samples could not be scored, too many to say anything about the answers. Mend the cause, which the report names, and run again."));
                break;
            case MetricState.Fell:
                Add(VerdictKind.Regression, Diagnostics.Regression, metric, LostFirst(verdict), $"{verdict.Describe()}.{Which(verdict)}{HowSure(verdict)}");
                break;
            case MetricState.Rose:
                Add(VerdictKind.Pass, Diagnostics.Improved, metric, verdict.Won, $"{verdict.Describe()}. Improved: accept to keep it.");
                break;
            case MetricState.Incomparable:
                bool isChanged = verdict.Paired == 0 && input.Baseline!.Metrics[input.Baseline.IndexOfMetric(metric.Name)].ScorerKey != metric.ScorerKey;
                Add(VerdictKind.Incomparable, Diagnostics.Incomparable, metric, [], isChanged && metric.IsKeyedByCode
                    ? $"{metric.Name}: the check '{metric.Check}' of a plug-in, or its compiled code, is other than when the baseline was accepted (Debug and Release differ), so that its scores cannot be compared. Build it as before, accept the new scores, or vouch for its code by Version on its LlmEvaluator item."
                    : isChanged ? $"{metric.Name}: the check '{metric.Check}' changed, so that its scores cannot be compared with the baseline's. Accept the new ones, or undo the change."
                    : $"{metric.Name}: no case is left that could be compared with the baseline. Accept the present scores, or undo the edits of the cases.");
                break;
        }

        if (verdict.NotApplicableRose)
        {
            Add(VerdictKind.Regression, Diagnostics.LessToJudge, metric, [], string.Create(CultureInfo.InvariantCulture,
                $"{metric.Name}: there is nothing to judge in {verdict.NotApplicableNow} of {Names.Count(verdict.NotApplicableOf, "compared case")}, and there was in {verdict.NotApplicableBefore} in the baseline. What is not judged cannot fail: see in the report what the answers lack, or accept that they lack it."));
        }

        if (verdict.FloorHolds == false) { AddFloor(verdict); }

        AddSlice(metric, verdict.Slice);
    }

    /// <summary>Cases that are confirmed one by one before those that only fell with the mean.</summary>
    private static IReadOnlyList<string> LostFirst(MetricVerdict verdict)
    {
        if (!verdict.Suspects.Any(s => s.IsLost)) { return verdict.Lost; }

        IEnumerable<string> confirmed = verdict.Suspects.Where(s => s.IsLost).Select(s => s.CaseId);
        return [.. verdict.MeanFell ? confirmed.Concat(verdict.Lost).Distinct(StringComparer.Ordinal) : confirmed];
    }

    private static string Which(MetricVerdict verdict)
    {
        SuspectVerdict[] confirmed = [.. verdict.Suspects.Where(s => s.IsLost)];
        string one = confirmed.Length == 0 ? string.Empty : $" Lost: {MetricText.Lost(confirmed)}.";
        string mean = verdict.Lost.Count == 0 || !(verdict.MeanFell || verdict.Allowance is not null) ? string.Empty
            : $" {(verdict.Allowance is null ? "Fell most" : "Lost")}: {Names.Few(verdict.Lost)}.";
        return one + mean;
    }

    /// <summary>Counted cases have no rate.</summary>
    private string HowSure(MetricVerdict verdict) => verdict.Alpha is null ? string.Empty : $" {MetricText.HowSure(input.Plan.Regression.Budget.Total, input.Family)}";

    private void AddSuiteScore(SuiteScoreVerdict verdict)
    {
        Metric metric = verdict.Metric;
        Floor? floor = input.Plan.Floors.FirstOrDefault(f => string.Equals(f.Metric, metric.Name, StringComparison.Ordinal));
        if (verdict.Score.Outcome == ScoreOutcome.Unscored)
        {
            if (!metric.CanFail) { return; }

            _findings.Add(new Finding(verdict.IsUndecided ? VerdictKind.Error : VerdictKind.Pass, Diagnostics.TooMuchUnscored, verdict.IsUndecided ? Severity.Error : Severity.Warning,
                metric, [], $"{metric.Name} could not be measured over the suite: {verdict.Score.Reason}. Mend the cause and run again.") { Location = At(metric, verdict.Of.Threshold is null ? floor : null) });
            return;
        }

        if (verdict.Holds == false)
        {
            string text = verdict.Value is not { } value ? $"{metric.Name} has no value, so that its bound is not kept: {verdict.Score.Reason}."
                : verdict.Score.IsTested || verdict.Of.Threshold is not { } bound ? $"{metric.Name}: {MetricText.Value(metric, value)} does not hold: {verdict.Score.Reason}."
                : Broken(metric, value, bound, verdict.Score.Count, "bound");
            _findings.Add(new Finding(VerdictKind.BelowFloor, Diagnostics.BelowFloor, Severity.Error, metric, [], text));
        }

        if (verdict.FloorHolds == false)
        {
            string text = verdict.Value is { } value ? Broken(metric, value, verdict.Floor!.Value, verdict.Score.Count, metric.HigherIsBetter ? "floor" : "ceiling")
                : $"{metric.Name} has no value, so that its floor of {MetricText.Value(metric, verdict.Floor!.Value)} is not kept: {verdict.Score.Reason}.";
            _findings.Add(new Finding(VerdictKind.BelowFloor, Diagnostics.BelowFloor, Severity.Error, metric, [], text) { Location = At(metric, floor) });
        }

        AddSlice(metric, verdict.Slice);
    }

    private static Location? At(Metric metric, Floor? floor) => floor?.Location ?? (metric.Location.Line > 0 ? metric.Location : null);

    private static string Broken(Metric metric, double value, double bound, int count, string what)
    {
        (string now, string then) = MetricText.Apart(metric, value, bound);
        string over = string.Create(CultureInfo.InvariantCulture, $"{metric.Name}: {now} over {count}");
        return metric.BestIsZero ? $"{over} is farther from 0 than its {what} of {then}."
            : metric.HigherIsBetter ? $"{over} is below its {what} of {then}."
            : $"{over} is above its {what} of {then} (lower is better).";
    }

    private void AddSlice(Metric metric, SliceVerdict? slice)
    {
        if (slice is not { Holds: false }) { return; }

        Floor floor = input.Plan.Floors.First(f => string.Equals(f.Metric, metric.Name, StringComparison.Ordinal));
        string text = slice.Worst is { } worst
            ? string.Create(CultureInfo.InvariantCulture, $"{metric.Name}: {MetricText.Apart(metric, worst.Value, slice.Bound).Left} over the {Names.Count(worst.Count, "case")} of the tag '{worst.Tag}' does not keep the bound of {MetricText.Apart(metric, worst.Value, slice.Bound).Right} for every slice.")
            : string.Create(CultureInfo.InvariantCulture, $"{metric.Name}: no tag has {Names.Count(floor.MinCases, "case")} with a value, so that the bound of {MetricText.Value(metric, slice.Bound)} for every slice is not kept. A tag that all cases share makes no slice.");
        _findings.Add(new Finding(VerdictKind.BelowFloor, Diagnostics.BelowFloor, Severity.Error, metric, [], text) { Location = floor.Location });
    }

    private void AddFloor(MetricVerdict verdict)
    {
        Metric metric = verdict.Metric;
        Floor floor = input.Plan.Floors.First(f => string.Equals(f.Metric, metric.Name, StringComparison.Ordinal));
        double value = verdict.Floor!.Value;
        string text = $"{metric.Name}: no case has a value, so that its floor of {MetricText.Value(metric, value)} is not kept.";
        if (verdict.Mean is { } mean)
        {
            (string now, string bound) = MetricText.Apart(metric, mean, value);
            text = metric.HigherIsBetter
                ? $"{metric.Name}: {now} over {Names.Count(verdict.Cases, "case")} is below its floor of {bound}."
                : $"{metric.Name}: {now} over {Names.Count(verdict.Cases, "case")} is above its ceiling of {bound} (lower is better).";
        }

        _findings.Add(new Finding(VerdictKind.BelowFloor, Diagnostics.BelowFloor, Severity.Error, metric, [], text) { Location = floor.Location });
    }

    private void AddMustPass(MustPassRule rule)
    {
        if (rule.Unscored.Count > 0)
        {
            Add(VerdictKind.Error, Diagnostics.TooMuchUnscored, null, rule.Unscored,
                $"{Names.Count(rule.Unscored.Count, "must-pass case")} could not be scored, and that is no pass: {Names.Few(rule.Unscored)}. Mend the cause, which the report names, and run again.");
        }

        if (rule.Failed.Count > 0)
        {
            Add(VerdictKind.MustPass, Diagnostics.MustPassFailed, null, rule.Failed,
                $"{Names.Count(rule.Failed.Count, "must-pass case")} failed, and failed again with a fresh sample: {Names.Few(rule.Failed)}.");
        }
    }

    /// <summary>What could not be scored and is too little for an error is told: a pass over fewer cases must not look like one over all.</summary>
    private void AddUnscored(List<MetricVerdict> metrics, List<string> unscored)
    {
        if (unscored.Count == 0 || _findings.Exists(f => f.Kind == VerdictKind.Error)) { return; }

        HashSet<string> ids = unscored.ToHashSet(StringComparer.Ordinal);
        int samples = input.Cases.Where(c => ids.Contains(c.Id)).Sum(c => c.Samples.Take(first).Count(IsUnscored));
        Metric[] concerned = [.. metrics.Where(m => m.UnscoredSamples > 0 && m.Metric.IsDecisive()).Select(m => m.Metric)];
        Add(VerdictKind.Pass, Diagnostics.TooMuchUnscored, concerned is [var only] ? only : null, unscored, string.Create(CultureInfo.InvariantCulture,
            $"{samples} of {Names.Count(cases * first, "sample")} could not be scored: {Names.Few(unscored)}. They count neither as pass nor as fail; run again to score them."),
            Severity.Warning);
    }

    private bool IsUnscored(ScoreCell[] row)
    {
        for (int c = 0; c < row.Length; c++)
        {
            if (input.Metrics[c].IsDecisive() && row[c].IsUnscored()) { return true; }
        }

        return false;
    }

    private List<string> VanishedMetrics()
    {
        List<string> vanished = [];
        if (input.Baseline is null || input.IsPartial) { return vanished; }

        vanished.AddRange(input.Baseline.Metrics
            .Where(b => b.IsGated && !input.Metrics.Any(m => string.Equals(m.Name, b.Name, StringComparison.Ordinal))).Select(b => b.Name));
        vanished.AddRange(input.Baseline.SuiteScores
            .Where(b => b.IsGated && !input.SuiteMetrics.Any(m => string.Equals(m.Metric.Name, b.Name, StringComparison.Ordinal))).Select(b => b.Name));
        vanished.Sort(StringComparer.Ordinal);
        return vanished;
    }

    private void AddVanished(Pairing pairing, List<string> metrics)
    {
        if (pairing.Vanished.Count > 0)
        {
            Add(VerdictKind.Vanished, Diagnostics.Vanished, null, pairing.Vanished,
                $"{Names.Count(pairing.Vanished.Count, "case")} of the baseline vanished from the suite: {Names.Few(pairing.Vanished)}. Put them back, or accept that they are gone.");
        }

        if (metrics.Count > 0)
        {
            Add(VerdictKind.Vanished, Diagnostics.Vanished, null, [],
                $"{Names.Count(metrics.Count, "metric")} of the baseline vanished from the suite: {Names.Few(metrics)}. Put the checks back, or accept that they are gone.");
        }
    }

    private void AddCircumstances(Pairing pairing)
    {
        if (input.Baseline is null)
        {
            Add(input.RequiresBaseline ? VerdictKind.BaselineRequired : VerdictKind.NoBaseline, Diagnostics.NoBaseline, null, [],
                input.IsPartial
                    ? "There is no baseline to compare with: of a part only must-pass cases are judged. Run the whole suite, then accept its results to make one: dotnet build -t:LlmEvalAccept, or llmeval accept."
                    : "There is no baseline to compare with: only floors and must-pass cases are judged. Accept the results to make one: dotnet build -t:LlmEvalAccept, or llmeval accept.",
                input.RequiresBaseline ? Severity.Error : null);
        }

        if (input.FilteredFrom is { } total)
        {
            Add(VerdictKind.Partial, Diagnostics.Partial, null, [], string.Create(CultureInfo.InvariantCulture,
                $"PARTIAL ({cases} of {total} cases): a filter left the rest out. Floors are not judged, and the result cannot be accepted."));
        }

        if (input.Baseline?.Inputs.GateKey is { } gate && !string.Equals(gate, input.Plan.Key, StringComparison.Ordinal))
        {
            Add(VerdictKind.Pass, Diagnostics.GateChanged, null, [],
                "The suite's 'gate:' is another one than when the baseline was accepted: what passes or fails here may do so because of that. Accepting keeps the present one.");
        }

        if (pairing.Edited.Count + pairing.New.Count > 0)
        {
            List<string> parts = [];
            if (pairing.Edited.Count > 0) { parts.Add($"{Names.Count(pairing.Edited.Count, "case")} edited and so not compared: {Names.Few(pairing.Edited)}"); }

            if (pairing.New.Count > 0) { parts.Add($"{Names.Count(pairing.New.Count, "case")} new: {Names.Few(pairing.New)}"); }

            Add(VerdictKind.Pass, Diagnostics.CasesChanged, null, [.. pairing.Edited, .. pairing.New],
                $"Since the baseline, {string.Join("; ", parts)}. Accept to compare them from now on.");
        }
    }

    /// <summary>Without samples that no verdict looked at, there is nothing to combine the first ones with.</summary>
    private void AddNoHeldBack(List<MetricVerdict> metrics)
    {
        if (matches || input.Baseline is not { } baseline || input.Plan.Regression.Rule != RegressionRule.Default || !metrics.Exists(m => m.Rule is not null)) { return; }

        bool differs = baseline.IsDeterministic != input.IsDeterministic;
        if (!differs && (baseline.IsDeterministic || baseline.HasHeldBack)) { return; }

        // Nor would accepting help where nobody can draw them: such a baseline has none by its nature.
        if (!differs && !input.CanDraw) { return; }

        string cause = differs
            ? $"The baseline was accepted with answers that {(baseline.IsDeterministic ? "could not vary, and now they can" : "could vary, and now they cannot")}"
            : "The baseline holds no samples back";
        Add(VerdictKind.Pass, Diagnostics.NoHeldBack, null, [],
            $"{cause}, so that a fall can only be judged against the samples that it was seen with: with an unlucky baseline, false alarms come more often than stated. Accept with the model at hand: dotnet build -t:LlmEvalAccept, or llmeval accept.");
    }

    private void AddPass(List<MetricVerdict> metrics, List<SuiteScoreVerdict> suiteScores, int unscored)
    {
        string what = matches ? "Matches baseline" : "Pass";
        string skipped = input.Skipped.Count == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {input.Skipped.Count} skipped");
        IEnumerable<string> overSuite = suiteScores.Where(s => !s.Of.IsUsage && s.Value is not null).Select(s => matches || s.BaselineValue is null
            ? $"{s.Metric.Name} {MetricText.Value(s.Metric, s.Value!.Value)}"
            : $"{s.Metric.Name} {MetricText.Value(s.Metric, s.Value!.Value)} (was {MetricText.Value(s.Metric, s.BaselineValue.Value)})");
        IEnumerable<string> compared = metrics.Where(m => m.Paired > 0 && m.Rule is not null || matches && m.Mean is not null).Take(Names.Most)
            .Select(m => matches ? $"{m.Metric.Name} {MetricText.Value(m.Metric, m.Mean!.Value)}"
                : $"{m.Metric.Name} {MetricText.Value(m.Metric, m.CurrentMean!.Value)} (was {MetricText.Value(m.Metric, m.BaselineMean!.Value)})").Concat(overSuite.Take(Names.Most));
        Add(VerdictKind.Pass, Diagnostics.Passed, null, [],
            string.Join(": ", new[] { (unscored == 0 ? $"{what}, {Names.Count(cases, "case")}" : string.Create(CultureInfo.InvariantCulture, $"{what}, {cases - unscored} of {Names.Count(cases, "case")}")) + skipped, string.Join(", ", compared) }.Where(s => s.Length > 0)) + ".");
    }

    private void Add(VerdictKind kind, DiagnosticDescriptor descriptor, Metric? metric, IReadOnlyList<string> ids, string text, Severity? severity = null) =>
        _findings.Add(new Finding(kind, descriptor, severity ?? descriptor.DefaultSeverity, metric, ids, text));
}
