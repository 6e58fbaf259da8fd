using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Gating;

namespace LlmEval.Comparing;

/// <summary>A matrix in words, as Markdown, and for programs.</summary>
public static class MatrixText
{
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    /// <summary>A line a cell.</summary>
    public static string Text(Matrix matrix)
    {
        StringBuilder text = new();
        text.Append(s_invariant, $"{matrix.Suite}: {Names.Count(matrix.Cells.Count, "cell")}, ranked by the mean of {string.Join(", ", matrix.Metrics)}\n");
        int rank = 0;
        foreach (MatrixCell cell in matrix.Cells)
        {
            if (cell.Score is not { } score)
            {
                text.Append(s_invariant, $"  -  {cell.Name}: {cell.Missing}\n");
                continue;
            }

            text.Append(s_invariant, $"  {++rank}. {cell.Name}: {Share(score)}{Interval(cell)}, {Names.Count(cell.Cases, "case")}; {Against(cell)}\n");
            string[] parts = [.. cell.Means.Select(m => string.Create(s_invariant, $"{m.Key} {m.Value:0.###}")), .. Used(cell)];
            if (parts.Length > 0) { text.Append(s_invariant, $"     {string.Join(", ", parts)}\n"); }
        }

        text.Append("latency is as measured when each answer was drawn\n");
        return text.ToString();
    }

    /// <summary>A table.</summary>
    public static string Markdown(Matrix matrix)
    {
        StringBuilder text = new();
        text.Append(s_invariant, $"### {ComparisonText.Cell(matrix.Suite)}: {ComparisonText.Cell(string.Join(", ", matrix.Metrics))}\n\n");
        text.Append("| # | model | prompt | parameters | score | 95% interval | against the best | cost | tokens | latency |\n|---|---|---|---|---|---|---|---|---|---|\n");
        int rank = 0;
        foreach (MatrixCell cell in matrix.Cells)
        {
            string name = $"{ComparisonText.Cell(cell.Model)} | {ComparisonText.Cell(cell.Prompt ?? string.Empty)} | {ComparisonText.Cell(cell.Parameters)}";
            if (cell.Score is not { } score)
            {
                text.Append(s_invariant, $"| | {name} | | | {ComparisonText.Cell(cell.Missing ?? string.Empty)} | | | |\n");
                continue;
            }

            string interval = cell is { Lower: { } lower, Upper: { } upper } ? $"{Share(lower)} to {Share(upper)}" : string.Empty;
            text.Append(s_invariant, $"| {++rank} | {name} | {Share(score)} | {interval} | {Against(cell)} | {Cost(cell)} | {(cell.Tokens is { } tokens ? tokens.ToString("0", s_invariant) : string.Empty)} | {(cell.Latency is { } latency ? ComparisonText.Amount(latency, "s") : string.Empty)} |\n");
        }

        return text.ToString();
    }

    /// <summary>Keys in a fixed order.</summary>
    public static string Json(Matrix matrix)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, ComparisonJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("matrix", 1);
            json.WriteString("suite", matrix.Suite);
            json.WriteTexts("metrics", matrix.Metrics);
            json.WriteStartArray("cells");
            foreach (MatrixCell cell in matrix.Cells) { Cell(json, cell); }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Cell(Utf8JsonWriter json, MatrixCell cell)
    {
        json.WriteStartObject();
        json.WriteString("model", cell.Model);
        if (cell.Prompt is not null) { json.WriteString("prompt", cell.Prompt); }

        json.WriteString("parameters", cell.Parameters);
        if (cell.Missing is not null) { json.WriteString("missing", cell.Missing); }

        json.WriteOptional("score", cell.Score);
        json.WriteOptional("lower", cell.Lower);
        json.WriteOptional("upper", cell.Upper);
        json.WriteNumber("cases", cell.Cases);
        json.WriteOptional("difference", cell.Difference);
        json.WriteOptional("differenceLower", cell.DifferenceLower);
        json.WriteOptional("differenceUpper", cell.DifferenceUpper);
        json.WriteOptional("adjustedPValue", cell.AdjustedPValue);
        json.WriteBoolean("amongBest", cell.IsAmongBest);
        json.WriteStartObject("means");
        foreach ((string metric, double mean) in cell.Means) { json.WriteNumber(metric, mean); }

        json.WriteEndObject();
        json.WriteOptional("cost", cell.Cost);
        if (cell.Currency is not null) { json.WriteString("currency", cell.Currency); }

        json.WriteOptional("tokens", cell.Tokens);
        json.WriteOptional("latency", cell.Latency);
        json.WriteEndObject();
    }

    private static string Against(MatrixCell cell)
    {
        if (cell.Difference is not { } difference) { return cell.IsAmongBest ? "the best" : "no case in common with the best"; }

        string interval = cell is { DifferenceLower: { } lower, DifferenceUpper: { } upper } ? $", 95% interval {Points(lower)} to {Points(upper)}" : string.Empty;
        string moved = $"{Points(difference)} points{interval}";
        return cell.IsAmongBest ? $"not distinguishable from the best ({moved})" : $"worse than the best ({moved}; p={ComparisonText.P(cell.AdjustedPValue)})";
    }

    private static IEnumerable<string> Used(MatrixCell cell)
    {
        if (Cost(cell) is { Length: > 0 } cost) { yield return $"cost {cost}"; }

        if (cell.Tokens is { } tokens) { yield return string.Create(s_invariant, $"{tokens:0} tokens"); }

        if (cell.Latency is { } latency) { yield return $"median {ComparisonText.Amount(latency, "s")}"; }
    }

    private static string Cost(MatrixCell cell) => cell.Cost > 0 ? ComparisonText.Amount(cell.Cost.Value, cell.Currency ?? string.Empty) : string.Empty;

    private static string Interval(MatrixCell cell) => cell is { Lower: { } lower, Upper: { } upper } ? $" (95% interval {Share(lower)} to {Share(upper)})" : string.Empty;

    private static string Share(double share) => (share * 100).ToString("F1", s_invariant) + "%";

    private static string Points(double difference) => (difference * 100).ToString("+0.0;-0.0;0.0", s_invariant);
}
