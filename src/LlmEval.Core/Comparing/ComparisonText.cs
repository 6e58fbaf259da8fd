using System.Globalization;
using System.Text;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Comparing;

/// <summary>A comparison for people: as text and as Markdown.</summary>
public static class ComparisonText
{
    /// <summary>Below so many cases counts are said before percentages.</summary>
    private const int CountsFirstBelow = 50;

    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    /// <summary>Plain lines.</summary>
    public static string Text(Comparison comparison)
    {
        StringBuilder text = new();
        text.Append(s_invariant, $"{comparison.A.Suite}: B against A, {Names.Count(comparison.Cases, "case")} compared\n");
        text.Append(s_invariant, $"  A: {comparison.A.Name}\n  B: {comparison.B.Name}\n");
        foreach (MetricComparison metric in comparison.Metrics)
        {
            text.Append("  ").Append(Line(metric)).Append('\n');
            if (metric.Lost.Count > 0) { text.Append(s_invariant, $"    lost: {Names.Few(metric.Lost)}\n"); }

            if (metric.Won.Count > 0) { text.Append(s_invariant, $"    won: {Names.Few(metric.Won)}\n"); }
        }

        foreach (UsageComparison usage in comparison.Usage) { text.Append("  ").Append(Line(usage)).Append('\n'); }

        foreach (string note in Notes(comparison)) { text.Append("  ").Append(note).Append('\n'); }

        return text.ToString();
    }

    /// <summary>A table for a pull request.</summary>
    public static string Markdown(Comparison comparison)
    {
        StringBuilder text = new();
        text.Append(s_invariant, $"### {Cell(comparison.A.Suite)}: {Cell(comparison.A.Name)} → {Cell(comparison.B.Name)}\n\n{Names.Count(comparison.Cases, "case")} compared.\n\n");
        text.Append("| metric | A | B | difference | 95% interval | p | n | lost | won |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (MetricComparison metric in comparison.Metrics)
        {
            Metric shown = metric.Metric.ToMetric();
            (string a, string b) = metric is { MeanA: { } before, MeanB: { } after } ? MetricText.Apart(shown, before, after) : ("", "");
            text.Append(s_invariant,
                $"| {Cell(metric.Metric.Name)} | {a} | {b} | {(metric.Difference is { } d ? MetricText.Signed(shown, d) : metric.Incomparable ?? "no value")} | {Interval(metric)} | {P(metric.PValue)} | {metric.N} | {metric.Lost.Count} | {metric.Won.Count} |\n");
        }

        if (comparison.Usage.Count > 0)
        {
            text.Append("\n| an answer | A | B | ratio | 95% interval | n |\n|---|---|---|---|---|---|\n");
            foreach (UsageComparison usage in comparison.Usage)
            {
                string interval = usage is { Lower: { } lower, Upper: { } upper } ? string.Create(s_invariant, $"{lower:0.00} to {upper:0.00}") : string.Empty;
                text.Append(s_invariant, $"| {usage.What} | {Amount(usage.MeanA, usage.Unit)} | {Amount(usage.MeanB, usage.Unit)} | {usage.Ratio:0.00} | {interval} | {usage.N} |\n");
            }
        }

        foreach (MetricComparison metric in comparison.Metrics.Where(m => m.Lost.Count + m.Won.Count > 0))
        {
            text.Append(s_invariant, $"\n{Cell(metric.Metric.Name)}: lost {Cell(metric.Lost.Count == 0 ? "none" : Names.Few(metric.Lost))}; won {Cell(metric.Won.Count == 0 ? "none" : Names.Few(metric.Won))}\n");
        }

        foreach (string note in Notes(comparison)) { text.Append('\n').Append(Cell(note)).Append('\n'); }

        return text.ToString();
    }

    private static string Line(MetricComparison metric)
    {
        if (metric is not { MeanA: { } before, MeanB: { } after, Difference: { } difference })
        {
            return $"{metric.Metric.Name}: {(metric.Incomparable is { } why ? "cannot be compared, " + why : "no case has a value on both sides")}";
        }

        Metric shown = metric.Metric.ToMetric();
        if (metric.Lost.Count + metric.Won.Count == 0) { return $"{metric.Metric.Name}: {MetricText.Value(shown, after)} on both sides (no difference in {Names.Count(metric.N, "case")})"; }

        (string a, string b) = MetricText.Apart(shown, before, after);
        string interval = Interval(metric) is { Length: > 0 } ends ? $", 95% interval {ends}" : string.Empty;
        string move = $"{a} -> {b}";
        string moved = MetricText.Signed(shown, difference) + interval;
        string test = metric.Test is { } name ? $"; {name} p={P(metric.PValue)}" : string.Empty;
        return metric.N < CountsFirstBelow
            ? string.Create(s_invariant, $"{metric.Metric.Name}: lost {metric.Lost.Count} of {metric.N}, won {metric.Won.Count} ({move}, {moved}{test})")
            : string.Create(s_invariant, $"{metric.Metric.Name}: {move} ({moved}; lost {metric.Lost.Count}, won {metric.Won.Count} of {metric.N}{test})");
    }

    private static string Line(UsageComparison usage)
    {
        string interval = usage is { Lower: { } lower, Upper: { } upper } ? string.Create(s_invariant, $", 95% interval {lower:0.00} to {upper:0.00}") : string.Empty;
        string note = usage.What == "latency" ? ", as measured when each answer was drawn" : string.Empty;
        return string.Create(s_invariant, $"{usage.What} an answer: {Amount(usage.MeanA, usage.Unit)} -> {Amount(usage.MeanB, usage.Unit)} (x {usage.Ratio:0.00}{interval}; n={usage.N}{note})");
    }

    private static IEnumerable<string> Notes(Comparison comparison)
    {
        if (comparison.Edited.Count > 0) { yield return $"edited, left out: {Names.Few(comparison.Edited)}"; }

        if (comparison.OnlyA.Count > 0) { yield return $"only in A, left out: {Names.Few(comparison.OnlyA)}"; }

        if (comparison.OnlyB.Count > 0) { yield return $"only in B, left out: {Names.Few(comparison.OnlyB)}"; }

        foreach ((string metric, string side) in comparison.Lone) { yield return $"only {side} has the metric {metric}"; }

        if (comparison.A.Currency is { } a && comparison.B.Currency is { } b && a != b) { yield return $"cost is not compared: {a} and {b}"; }

        if (comparison.Metrics.Count(m => m.PValue is not null) > 1)
        {
            yield return "p is two-sided, of each metric by itself; " + (comparison.Metrics.Where(m => m.AdjustedPValue <= 0.05).Select(m => m.Metric.Name).ToArray() is { Length: > 0 } real
                ? $"over all metrics (Holm, 5%) these differ: {string.Join(", ", real)}" : "over all metrics (Holm, 5%) none differs");
        }
    }

    private static string Interval(MetricComparison metric) => metric is { Lower: { } lower, Upper: { } upper }
        ? $"{MetricText.Signed(metric.Metric.ToMetric(), lower)} to {MetricText.Signed(metric.Metric.ToMetric(), upper)}" : string.Empty;

    /// <summary>A probability with as many digits as matter.</summary>
    internal static string P(double? p) => p switch
    {
        null => string.Empty,
        0 => "0",
        < 0.001 => p.Value.ToString("0e0", s_invariant),
        _ => p.Value.ToString("0.###", s_invariant),
    };

    /// <summary>An amount with its unit, never with an exponent.</summary>
    internal static string Amount(double value, string unit) =>
        $"{(Math.Abs(value) is < 1e-3 or >= 1e3 ? value.ToString("0.######", s_invariant) : value.ToString("G3", s_invariant))} {unit}".TrimEnd();

    /// <summary>A text that cannot end a cell or begin markup of its own.</summary>
    internal static string Cell(string text)
    {
        StringBuilder cell = new(text.Length);
        foreach (char c in text.ReplaceLineEndings(" "))
        {
            if (c is '|' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '\\' or '#') { cell.Append('\\'); }

            cell.Append(c);
        }

        return cell.ToString();
    }
}
