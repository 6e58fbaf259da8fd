using System.Globalization;
using System.Text;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>Metrics over the suite and slices as the text report has them.</summary>
internal static class SuiteScoreText
{
    /// <summary>Slices that are named.</summary>
    public const int MostSlices = 5;

    private const int MostRows = 20;
    private const int MostColumns = 12;
    private const int WidestCell = 24;

    /// <summary>The slices of a metric, the worst first; nothing where no slice is worse than the whole.</summary>
    public static void AppendSlices(StringBuilder text, Metric metric, double? whole, IReadOnlyList<SliceScore> slices)
    {
        if (whole is not { } mean || !slices.Any(s => metric.Badness(s.Value) > metric.Badness(mean) + 1e-6)) { return; }

        text.Append(CultureInfo.InvariantCulture, $"    worst of {slices.Count} tags: {MetricText.Describe(metric, slices, MostSlices)}\n");
    }

    /// <summary>The metrics over the suite: a line each with slices and tables, those of usage in one line.</summary>
    /// <param name="text">Where.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="isPrivate">Whether tables are left out, because they hold texts of cases and answers.</param>
    public static void Append(StringBuilder text, IReadOnlyList<SuiteScoreVerdict> scores, bool isPrivate)
    {
        HashSet<string> shown = new(StringComparer.Ordinal);
        foreach (SuiteScoreVerdict score in scores.Where(s => !s.Of.IsUsage))
        {
            text.Append("  ").Append(score.Describe()).Append('\n');
            AppendSlices(text, score.Metric, score.Value, score.Score.Slices);
            foreach (SuiteTable table in isPrivate ? [] : score.Score.Tables)
            {
                // Precision and recall of one metric have one confusion matrix.
                if (shown.Add(table.Title)) { Append(text, table); }
            }
        }

        string[] used = [.. scores.Where(s => s.Of.IsUsage && s.Value is > 0).Select(Usage)];
        if (used.Length > 0) { text.Append("  a sample: ").Append(string.Join(", ", used)).Append('\n'); }

        if (scores.FirstOrDefault(s => s.Of.IsUsage && s.Metric.Unit == "s" && s.Value is not null) is { Score.Reason: { Length: > 0 } reason }) { text.Append("    ").Append(reason).Append('\n'); }
    }

    private static string Usage(SuiteScoreVerdict score)
    {
        string value = $"{score.Metric.Name} {MetricText.Value(score.Metric, score.Value!.Value)}";
        return score.BaselineValue is { } before && MetricText.Value(score.Metric, before) is var was && was != MetricText.Value(score.Metric, score.Value.Value) ? $"{value} (was {was})" : value;
    }

    private static void Append(StringBuilder text, SuiteTable table)
    {
        if (table.Columns.Count > MostColumns)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {table.Title}: {table.Rows.Count} rows, {table.Columns.Count} columns, in {JsonReport.Name}\n");
            return;
        }

        text.Append("    ").Append(table.Title).Append('\n');
        int[] widths = [.. table.Columns.Select((c, i) => Math.Min(WidestCell, table.Rows.Take(MostRows).Select(r => r[i].Length).Append(c.Length).Max()))];
        AppendRow(text, table.Columns, widths);
        foreach (IReadOnlyList<string> row in table.Rows.Take(MostRows)) { AppendRow(text, row, widths); }

        if (table.Rows.Count > MostRows) { text.Append(CultureInfo.InvariantCulture, $"      and {table.Rows.Count - MostRows} more rows in {JsonReport.Name}\n"); }
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells, int[] widths)
    {
        StringBuilder line = new("      ");
        for (int i = 0; i < cells.Count; i++)
        {
            string cell = string.Concat(cells[i].Select(c => char.IsControl(c) ? '?' : c));
            if (cell.Length > widths[i]) { cell = cell[..(widths[i] - 1)] + "…"; }

            line.Append(i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])).Append("  ");
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
