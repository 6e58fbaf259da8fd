using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>Numbers of a metric as a person reads them: shares in percent, differences in points, everything else with its unit.</summary>
internal static class MetricText
{
    private const int CountsFirstBelow = 50;

    /// <summary>Smaller numbers would be written with an exponent; they are written with six decimals.</summary>
    private const double LeastShown = 1e-3;
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    public static string Describe(MetricVerdict verdict)
    {
        Metric metric = verdict.Metric;
        string unscored = verdict.UnscoredSamples == 0 ? string.Empty
            : string.Create(s_invariant, $"; {verdict.UnscoredSamples} of {verdict.Samples} samples unscored");
        if (verdict.NotApplicableCases > 0) { unscored += string.Create(s_invariant, $"; nothing to judge in {verdict.NotApplicableCases} more"); }

        if (verdict.BaselineMean is not { } before || verdict.CurrentMean is not { } now)
        {
            string mean = verdict.Mean is { } value ? Value(metric, value) : "no value";
            return $"{metric.Name}: {mean} ({Names.Count(verdict.Cases, "case")}{unscored})";
        }

        string move = $"{Value(metric, before)} -> {Value(metric, now)}";
        string difference = Signed(metric, verdict.Difference ?? 0) + Interval(verdict);
        if (verdict.Rule is null || IsUnmoved(verdict)) { return $"{metric.Name}: {Value(metric, now)} (unchanged, {Names.Count(verdict.Paired, "case")}{unscored})"; }

        (string lost, string won) = verdict.Allowance is null ? ("fell in", "rose in") : ("lost", "won");
        string allowance = verdict.Allowance is { } allowed ? string.Create(s_invariant, $", allowance {allowed}") : string.Empty;
        string unstable = verdict.Unstable.Count == 0 ? string.Empty
            : verdict.Allowance is null ? string.Create(s_invariant, $", {verdict.Unstable.Count} not reproduced") : string.Create(s_invariant, $", {verdict.Unstable.Count} unstable");
        string counts = verdict.Paired < CountsFirstBelow
            ? string.Create(s_invariant, $"{lost} {verdict.Lost.Count} of {verdict.Paired}, {won} {verdict.Won.Count}")
            : string.Create(s_invariant, $"{lost} {verdict.Lost.Count}, {won} {verdict.Won.Count} of {verdict.Paired}");
        counts += unstable + allowance;
        return verdict.Paired < CountsFirstBelow
            ? $"{metric.Name}: {counts} ({move}, {difference}{Test(verdict)}{unscored})"
            : $"{metric.Name}: {move} ({difference}; {counts}{Test(verdict)}{unscored})";
    }

    /// <summary>The most cases that are named with what fresh samples said of them.</summary>
    private const int SuspectsNamed = 3;

    /// <summary><c>; p=0.0004, corrected 0.016, 540 samples</c>.</summary>
    private static string Test(MetricVerdict verdict)
    {
        string p = verdict.PValue is not { } raw ? string.Empty
            : verdict.Allowance is not null ? $"; McNemar p={Probability(raw)}"
            : verdict.AdjustedPValue is { } adjusted && Probability(adjusted) != Probability(raw) ? $"; p={Probability(raw)}, corrected {Probability(adjusted)}"
            : $"; p={Probability(raw)}";
        return verdict.SamplesUsed == 0 ? p : $"{p}{(p.Length == 0 ? ";" : ",")} {Names.Count(verdict.SamplesUsed, "sample")}";
    }

    /// <summary>The confirmed cases, each with its counts: <c>c1 (passed 0 of 12, was 9 of 9), c2 ...</c>.</summary>
    public static string Lost(IReadOnlyList<SuspectVerdict> confirmed)
    {
        string named = string.Join(", ", confirmed.Take(SuspectsNamed).Select(s => $"{s.CaseId.ReplaceLineEndings(" ")} ({s.Counts})"));
        return confirmed.Count <= SuspectsNamed ? named : string.Create(s_invariant, $"{named} and {confirmed.Count - SuspectsNamed} more");
    }

    /// <summary>How sure a fall is: <c>A change that does nothing would fail this build by comparing it with its baselines in at most 2% of runs (3 suites x models judged together).</c></summary>
    public static string HowSure(double rate, int family) => string.Create(s_invariant,
        $"A change that does nothing would fail this build by comparing it with its baselines in at most {rate * 100:0.##}% of runs{(family > 1 ? $" ({family} suites x models judged together)" : string.Empty)}.");

    public static string Describe(SuiteScoreVerdict verdict)
    {
        (Metric metric, SuiteScore score) = (verdict.Metric, verdict.Score);
        if (verdict.Value is not { } value) { return $"{metric.Name}: {(score.Outcome == ScoreOutcome.Unscored ? "unscored" : "no value")} ({score.Reason})"; }

        string interval = score is { Lower: { } lower, Upper: { } upper } ? $", 95% interval {Value(metric, lower)} to {Value(metric, upper)}" : string.Empty;
        string before = verdict.BaselineValue is { } was ? $"; was {Value(metric, was)}, {Signed(metric, value - was)}" : string.Empty;
        string reason = score.Reason.Length == 0 ? string.Empty : $"; {score.Reason}";
        return string.Create(s_invariant, $"{metric.Name}: {Value(metric, value)} over {score.Count}{interval}{before}{reason}");
    }

    /// <summary>The worst slices in one line, the worst first: <c>fr 40.0% (5 cases), de 80.0% (20 cases)</c>.</summary>
    public static string Describe(Metric metric, IReadOnlyList<SliceScore> slices, int most) =>
        string.Join(", ", SliceVerdict.WorstFirst(metric, slices).Take(most).Select(s => $"{s.Tag} {Value(metric, s.Value)} ({Names.Count(s.Count, "case")})"));

    /// <summary>A value: <c>93.3%</c>, <c>1.25 s</c>.</summary>
    public static string Value(Metric metric, double value, int decimals = 1) => IsShare(metric)
        ? (value * 100).ToString("F" + decimals.ToString(s_invariant), s_invariant) + "%"
        : (Math.Abs(value) < LeastShown ? value.ToString("0.######", s_invariant) : value.ToString("G" + (decimals + 3).ToString(s_invariant), s_invariant)) + Unit(metric);

    /// <summary>Two values with as many decimals as it takes to tell them apart.</summary>
    public static (string Left, string Right) Apart(Metric metric, double left, double right)
    {
        int decimals = 1;
        while (decimals < 6 && left != right && Value(metric, left, decimals) == Value(metric, right, decimals)) { decimals++; }

        return (Value(metric, left, decimals), Value(metric, right, decimals));
    }

    /// <summary>A difference with its sign: <c>-22.1 points</c>, <c>+0.2 s</c>.</summary>
    public static string Signed(Metric metric, double difference) => Bare(metric, difference) + (IsShare(metric) ? " points" : Unit(metric));

    private static bool IsUnmoved(MetricVerdict verdict) =>
        verdict is { Lost.Count: 0, Won.Count: 0, Unstable.Count: 0 } && Math.Abs(verdict.Difference ?? 0) < 1e-9;

    private static string Interval(MetricVerdict verdict) => verdict is { IntervalLower: { } lower, IntervalUpper: { } upper }
        ? $", 95% interval {Bare(verdict.Metric, Possible(verdict.Metric, lower))} to {Bare(verdict.Metric, Possible(verdict.Metric, upper))}" : string.Empty;

    /// <summary>The t interval knows no bounds, a difference of shares does.</summary>
    internal static double Possible(Metric metric, double difference) => IsShare(metric) ? Math.Clamp(difference, -1, 1) : difference;

    private static string Bare(Metric metric, double difference) => IsShare(metric)
        ? (difference * 100).ToString("+0.0;-0.0;0.0", s_invariant)
        : (difference > 0 ? "+" : string.Empty) + difference.ToString("G4", s_invariant);

    internal static string Probability(double p) => p == 0 ? "0" : p < 0.001 ? p.ToString("0e0", s_invariant) : p.ToString("0.###", s_invariant);

    private static bool IsShare(Metric metric) => metric.IsBinary || metric.Unit is "pass" or "ratio";

    private static string Unit(Metric metric) => metric.Unit.Length == 0 ? string.Empty : " " + metric.Unit;
}
