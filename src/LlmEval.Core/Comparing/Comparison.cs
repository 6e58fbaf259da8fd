using System.Globalization;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Comparing;

/// <summary>Two score tables of one suite, compared case by case.</summary>
public sealed record Comparison
{
    /// <summary>The left side.</summary>
    public required ScoreTable A { get; init; }

    /// <summary>The right side.</summary>
    public required ScoreTable B { get; init; }

    /// <summary>Cases that are compared: in both, with the same inputs.</summary>
    public required int Cases { get; init; }

    /// <summary>Cases whose inputs differ: left out.</summary>
    public required IReadOnlyList<string> Edited { get; init; }

    /// <summary>Cases that only A has: left out.</summary>
    public required IReadOnlyList<string> OnlyA { get; init; }

    /// <summary>Cases that only B has: left out.</summary>
    public required IReadOnlyList<string> OnlyB { get; init; }

    /// <summary>The metrics of both, in the order of A.</summary>
    public required IReadOnlyList<MetricComparison> Metrics { get; init; }

    /// <summary>Metrics that only one side has, with which one.</summary>
    public IReadOnlyList<(string Metric, string Side)> Lone { get; init; } = [];

    /// <summary>Cost, tokens and latency, as far as both sides say them.</summary>
    public IReadOnlyList<UsageComparison> Usage { get; init; } = [];

    /// <summary>Compares.</summary>
    /// <exception cref="LlmEvalException">LLM3016: they are of different suites, or have no case or no metric in common.</exception>
    public static Comparison Of(ScoreTable a, ScoreTable b)
    {
        if (a.Suite != b.Suite)
        {
            throw Nothing($"{a.Name} is of the suite '{a.Suite}', {b.Name} of '{b.Suite}'. Only results of one suite can be compared case by case.");
        }

        Dictionary<string, TableCase> right = b.Cases.ToDictionary(c => c.Id, StringComparer.Ordinal);
        List<(TableCase A, TableCase B)> pairs = [];
        List<string> edited = [], onlyA = [];
        foreach (TableCase left in a.Cases)
        {
            if (!right.Remove(left.Id, out TableCase? other)) { onlyA.Add(left.Id); }
            else if (left.InputsHash is { } l && other.InputsHash is { } r && l != r) { edited.Add(left.Id); }
            else { pairs.Add((left, other)); }
        }

        if (pairs.Count == 0)
        {
            throw Nothing(string.Create(CultureInfo.InvariantCulture,
                $"{a.Name} and {b.Name} have no case in common: {a.Cases.Count} and {b.Cases.Count} cases, {edited.Count} with the same id and other inputs. Compare results of the same data."));
        }

        MetricComparison[] metrics = [.. a.Metrics.Select((m, column) => (m, column, Other: IndexOf(b, m.Name))).Where(m => m.Other >= 0).Select(m => Of(pairs, m.m, m.column, b.Metrics[m.Other], m.Other))];
        if (metrics.Length == 0)
        {
            throw Nothing($"{a.Name} and {b.Name} have no metric in common: {string.Join(", ", a.Metrics.Select(m => m.Name))} and {string.Join(", ", b.Metrics.Select(m => m.Name))}.");
        }

        return new Comparison
        {
            A = a,
            B = b,
            Cases = pairs.Count,
            Edited = edited,
            OnlyA = onlyA,
            OnlyB = [.. right.Keys.Order(StringComparer.Ordinal)],
            Metrics = Adjusted(metrics),
            Lone =
            [
                .. a.Metrics.Where(m => IndexOf(b, m.Name) < 0).Select(m => (m.Name, "A")),
                .. b.Metrics.Where(m => IndexOf(a, m.Name) < 0).Select(m => (m.Name, "B")),
            ],
            Usage = [.. UsageOf(a, b, pairs)],
        };
    }

    private static MetricComparison Of(List<(TableCase A, TableCase B)> pairs, TableMetric metric, int columnA, TableMetric other, int columnB)
    {
        string? reason = metric.Unit != other.Unit || metric.IsBinary != other.IsBinary || metric.HigherIsBetter != other.HigherIsBetter ? "the check measures something else"
            : metric.ScorerKey is { } left && other.ScorerKey is { } right && left != right ? "the check is another one" : null;
        if (reason is not null) { return new MetricComparison { Metric = metric, N = 0, Incomparable = reason }; }

        List<(string Id, double A, double B, string? Cluster)> values = [];
        foreach ((TableCase a, TableCase b) in pairs)
        {
            if (a.Mean(columnA) is { } before && b.Mean(columnB) is { } after) { values.Add((a.Id, before, after, a.Cluster ?? b.Cluster)); }
        }

        if (values.Count == 0) { return new MetricComparison { Metric = metric, N = 0 }; }

        double[] differences = [.. values.Select(v => ScoreCell.Rounded(v.B - v.A))];
        bool isPassOrFail = metric.IsBinary && values.TrueForAll(v => v.A is 0 or 1 && v.B is 0 or 1);
        var test = PairedTest.Of(differences, PairedTest.Clusters([.. values.Select(v => v.Cluster)]), isPassOrFail);
        double sign = metric.HigherIsBetter ? 1 : -1;
        (string Id, double Better)[] moved = [.. values.Select((v, i) => (v.Id, Better: sign * differences[i]))];
        return new MetricComparison
        {
            Metric = metric,
            N = values.Count,
            MeanA = values.Average(v => v.A),
            MeanB = values.Average(v => v.B),
            Difference = differences.Average(),
            Lower = Possible(metric, test?.T.Lower),
            Upper = Possible(metric, test?.T.Upper),
            PValue = test?.TwoSided,
            Test = test?.Name,
            Lost = [.. moved.Where(m => m.Better < 0).OrderBy(m => m.Better).ThenBy(m => m.Id, StringComparer.Ordinal).Select(m => m.Id)],
            Won = [.. moved.Where(m => m.Better > 0).OrderByDescending(m => m.Better).ThenBy(m => m.Id, StringComparer.Ordinal).Select(m => m.Id)],
        };
    }

    private static MetricComparison[] Adjusted(MetricComparison[] metrics)
    {
        int[] tested = [.. Enumerable.Range(0, metrics.Length).Where(i => metrics[i].PValue is not null)];
        double[] adjusted = Holm.Adjust([.. tested.Select(i => metrics[i].PValue!.Value)]);
        for (int i = 0; i < tested.Length; i++) { metrics[tested[i]] = metrics[tested[i]] with { AdjustedPValue = adjusted[i] }; }

        return metrics;
    }

    private static IEnumerable<UsageComparison> UsageOf(ScoreTable a, ScoreTable b, List<(TableCase A, TableCase B)> pairs)
    {
        bool isOneCurrency = a.Currency is null || b.Currency is null || a.Currency == b.Currency;
        (string What, string Unit, Func<TableCase, double?> Of)[] kinds =
            [("cost", a.Currency ?? b.Currency ?? string.Empty, c => c.Cost), ("tokens", "tokens", c => c.Tokens), ("latency", "s", c => c.Latency)];
        foreach ((string what, string unit, Func<TableCase, double?> of) in kinds.Where(k => k.What != "cost" || isOneCurrency))
        {
            (double A, double B, string? Cluster)[] values = [.. pairs
                .Where(p => of(p.A) > 0 && of(p.B) > 0).Select(p => (of(p.A)!.Value, of(p.B)!.Value, p.A.Cluster ?? p.B.Cluster))];
            if (values.Length == 0) { continue; }

            double[] logs = [.. values.Select(v => Math.Log(v.B / v.A))];
            int[]? clusters = PairedTest.Clusters([.. values.Select(v => v.Cluster)]);
            PairedTResult? t = clusters is null ? PairedT.Test(logs) : PairedT.Test(logs, clusters);
            yield return new UsageComparison(what, unit, values.Length, values.Average(v => v.A), values.Average(v => v.B), Math.Exp(logs.Average()),
                t is null ? null : Math.Exp(t.Lower), t is null ? null : Math.Exp(t.Upper));
        }
    }

    /// <summary>The t interval knows no bounds, a difference of shares does.</summary>
    private static double? Possible(TableMetric metric, double? difference) => difference is { } d && metric.IsShare ? Math.Clamp(d, -1, 1) : difference;

    private static int IndexOf(ScoreTable table, string metric)
    {
        for (int i = 0; i < table.Metrics.Count; i++)
        {
            if (string.Equals(table.Metrics[i].Name, metric, StringComparison.Ordinal)) { return i; }
        }

        return -1;
    }

    private static LlmEvalException Nothing(string message) => new(Diagnostics.Usage.At(Location.None, message));
}
