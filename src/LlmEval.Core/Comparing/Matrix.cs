using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Comparing;

/// <summary>
/// Models, prompts and parameters side by side on one suite. A case's score is the mean of its decisive metrics: shares as they are (one minus it where lower is better), everything else
/// by whether it passes. Each cell is compared with the best one case by case; the best of many cells is partly luck, which is why those that cannot be told from it are named with it.
/// </summary>
public sealed record Matrix
{
    private const double Alpha = 0.05;

    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Names of the decisive metrics.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>The cells: the best first, those without scores last.</summary>
    public required IReadOnlyList<MatrixCell> Cells { get; init; }

    /// <summary>Ranks cells.</summary>
    /// <param name="suite">Name of the suite.</param>
    /// <param name="cells">The cells as they are named, each with what it scored; null where nothing did.</param>
    /// <exception cref="LlmEvalException">LLM3016: the suite has no decisive metric.</exception>
    public static Matrix Rank(string suite, IReadOnlyList<(MatrixCell Cell, ScoreTable? Table)> cells)
    {
        string[] metrics = [.. cells.Select(c => c.Table).FirstOrDefault(t => t is not null)?.Metrics.Where(m => m.Decides).Select(m => m.Name) ?? []];
        if (metrics.Length == 0 && cells.Any(c => c.Table is not null))
        {
            throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"No metric of '{suite}' decides anything, so that cells have nothing to be ranked by. Let a check decide."));
        }

        List<Ranked> ranked = [.. cells.Where(c => c.Table is not null).Select(c => new Ranked(c.Cell, c.Table!, ScoresOf(c.Table!, metrics)))
            .OrderByDescending(r => r.Scores.Count == 0 ? double.NegativeInfinity : r.Scores.Values.Average(v => v.Score)).ThenBy(r => r.Cell.Name, StringComparer.Ordinal)];
        MatrixCell[] judged = [.. ranked.Select(r => Of(r, metrics))];
        if (judged.Length > 0) { Compare(ranked, judged); }

        return new Matrix { Suite = suite, Metrics = metrics, Cells = [.. judged, .. cells.Where(c => c.Table is null).Select(c => c.Cell)] };
    }

    private static void Compare(List<Ranked> ranked, MatrixCell[] cells)
    {
        cells[0] = cells[0] with { IsAmongBest = true };
        List<(int Cell, double P)> tests = [];
        for (int i = 1; i < cells.Length; i++)
        {
            var pairs = ranked[i].Scores.Where(s => ranked[0].Scores.ContainsKey(s.Key)).Select(s => (Difference: ScoreCell.Rounded(s.Value.Score - ranked[0].Scores[s.Key].Score), s.Value.Cluster)).ToArray();
            double[] differences = [.. pairs.Select(p => p.Difference)];
            bool isPassOrFail = pairs.All(p => p.Difference is 0 or 1 or -1);
            if (PairedTest.Of(differences, PairedTest.Clusters([.. pairs.Select(p => p.Cluster)]), isPassOrFail) is not { } test)
            {
                cells[i] = cells[i] with { Difference = differences.Length == 0 ? null : differences.Average(), IsAmongBest = differences.Length > 0 };
                continue;
            }

            cells[i] = cells[i] with { Difference = test.T.Mean, DifferenceLower = Math.Max(-1, test.T.Lower), DifferenceUpper = Math.Min(1, test.T.Upper) };
            tests.Add((i, test.Less));
        }

        double[] adjusted = Holm.Adjust([.. tests.Select(t => t.P)]);
        for (int t = 0; t < adjusted.Length; t++)
        {
            int cell = tests[t].Cell;
            cells[cell] = cells[cell] with { AdjustedPValue = adjusted[t], IsAmongBest = adjusted[t] > Alpha };
        }
    }

    private static MatrixCell Of(Ranked ranked, string[] metrics)
    {
        (double Score, string? Cluster)[] scores = [.. ranked.Scores.Values];
        if (scores.Length == 0) { return ranked.Cell with { Missing = "no case could be scored" }; }

        double[] values = [.. scores.Select(s => s.Score)];
        int[]? clusters = PairedTest.Clusters([.. scores.Select(s => s.Cluster)]);
        PairedTResult? t = clusters is null ? PairedT.Test(values) : PairedT.Test(values, clusters);
        (double Lower, double Upper)? interval = values.All(v => v is 0 or 1) && clusters is null ? BinomialInterval.Wilson(values.Count(v => v == 1), values.Length)
            : t is null ? null : (Math.Max(0, t.Lower), Math.Min(1, t.Upper));
        double[] seconds = [.. ranked.Table.Cases.Select(c => c.Latency).OfType<double>().Order()];
        return ranked.Cell with
        {
            Score = values.Average(),
            Lower = interval?.Lower,
            Upper = interval?.Upper,
            Cases = values.Length,
            Means = [.. metrics.Select(m => KeyValuePair.Create(m, MeanOf(ranked.Table, m))).Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, m.Value!.Value))],
            Cost = Mean(ranked.Table.Cases.Select(c => c.Cost)),
            Currency = ranked.Table.Currency,
            Tokens = Mean(ranked.Table.Cases.Select(c => c.Tokens)),
            Latency = seconds.Length == 0 ? null : (seconds[(seconds.Length - 1) / 2] + seconds[seconds.Length / 2]) / 2,
        };
    }

    private static Dictionary<string, (double Score, string? Cluster)> ScoresOf(ScoreTable table, string[] metrics)
    {
        int[] columns = [.. metrics.Select(m => Enumerable.Range(0, table.Metrics.Count).Where(i => table.Metrics[i].Name == m).Append(-1).First()).Where(c => c >= 0)];
        Dictionary<string, (double, string?)> scores = new(StringComparer.Ordinal);
        foreach (TableCase item in table.Cases)
        {
            double[] values = [.. columns.Select(c => ScoreOf(item, c, table.Metrics[c])).OfType<double>()];
            if (values.Length > 0) { scores[item.Id] = (values.Average(), item.Cluster); }
        }

        return scores;
    }

    private static double? ScoreOf(TableCase item, int column, TableMetric metric)
    {
        if (metric.IsShare) { return item.Mean(column) is { } mean ? Math.Clamp(metric.HigherIsBetter ? mean : 1 - mean, 0, 1) : null; }

        ScoreCell[] scored = [.. item.Samples.Select(r => r[column]).Where(c => c.State == CellState.Scored)];
        return scored.Length == 0 ? null : (double)scored.Count(c => c.Passed) / scored.Length;
    }

    private static double? MeanOf(ScoreTable table, string metric)
    {
        int column = Enumerable.Range(0, table.Metrics.Count).Where(i => table.Metrics[i].Name == metric).Append(-1).First();
        return column < 0 ? null : Mean(table.Cases.Select(c => c.Mean(column)));
    }

    private static double? Mean(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length == 0 ? null : known.Average();
    }

    private sealed record Ranked(MatrixCell Cell, ScoreTable Table, Dictionary<string, (double Score, string? Cluster)> Scores);
}
