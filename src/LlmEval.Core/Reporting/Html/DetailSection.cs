using System.Globalization;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>What is below the first screen: distributions of scores, tags, tables of metrics over the suite, and the trend.</summary>
internal static class DetailSection
{
    private const int MostSlices = 20;
    private const int MostRows = 60;
    private const int MostColumns = 40;
    private const int HeatLevels = 5;

    public static void Add(Markup page, SuiteView view)
    {
        Histogram[] histograms = [.. Enumerable.Range(0, view.Metrics.Count).Select(i => Histogram.Of(view, i)).OfType<Histogram>()];
        (Metric Metric, double? Mean, IReadOnlyList<SliceScore> Slices)[] slices =
        [
            .. view.Verdict.Metrics.Where(m => m.Slices.Count > 0).Select(m => (m.Metric, m.Mean, m.Slices)),
            .. view.Verdict.SuiteScores.Where(s => s.Score.Slices.Count > 0).Select(s => (s.Metric, s.Value, s.Score.Slices)),
        ];
        SuiteTable[] tables = view.Suite.IsPrivate ? [] : [.. view.Verdict.SuiteScores.SelectMany(s => s.Score.Tables).DistinctBy(t => t.Title, StringComparer.Ordinal)];
        if (histograms.Length == 0 && slices.Length == 0 && tables.Length == 0 && view.Suite.Accepts.Count == 0 && view.Suite.Runs.Count == 0) { return; }

        page.Add($"<details class=\"more\" id=\"s{view.Number}-details\"><summary><h3>Distributions, tags, tables, trend</h3></summary>\n");
        if (histograms.Length > 0)
        {
            page.Add($"<h4>Distribution of scores</h4>\n<p class=\"note\">Cases by their mean score. Filled: now. Outlined: the baseline.</p>\n<div class=\"charts\">\n");
            foreach (Histogram histogram in histograms) { histogram.Add(page); }

            page.Add($"</div>\n");
        }

        foreach ((Metric metric, double? mean, IReadOnlyList<SliceScore> of) in slices) { AddSlices(page, metric, mean, of); }

        foreach (SuiteTable table in tables) { AddTable(page, table); }

        TrendSection.Add(page, view);
        page.Add($"</details>\n");
    }

    private static void AddSlices(Markup page, Metric metric, double? mean, IReadOnlyList<SliceScore> slices)
    {
        page.Add($"<h4>{metric.Name} by tag</h4>\n<table><thead><tr><th scope=\"col\">Tag</th><th scope=\"col\" class=\"n\">Value</th><th scope=\"col\" class=\"n\">Against all</th><th scope=\"col\" class=\"n\">Cases</th></tr></thead><tbody>\n");
        foreach (SliceScore slice in SliceVerdict.WorstFirst(metric, slices).Take(MostSlices))
        {
            page.Add($"<tr><th scope=\"row\">{slice.Tag}</th><td class=\"n\">{MetricNumbers.Value(metric, slice.Value)}</td><td class=\"n\">{MetricNumbers.Signed(metric, slice.Value - mean)}</td><td class=\"n\">{slice.Count}</td></tr>\n");
        }

        page.Add($"</tbody></table>\n");
        if (slices.Count > MostSlices) { page.Add($"<p class=\"note\">The worst {MostSlices} of {slices.Count} tags.</p>\n"); }
    }

    private static void AddTable(Markup page, SuiteTable table)
    {
        bool isMatrix = table.Title.StartsWith("confusion matrix", StringComparison.Ordinal);
        int most = isMatrix ? table.Rows.SelectMany(r => r.Skip(1)).Select(Count).DefaultIfEmpty().Max() : 0;
        page.Add($"<h4>{HtmlText.Short(table.Title, 300)}</h4>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{HtmlText.Short(table.Title, 300)}\"><table><thead><tr>");
        foreach ((string column, int at) in table.Columns.Take(MostColumns).Select((c, i) => (c, i)))
        {
            if (at == 0) { page.Add($"<th scope=\"col\">{HtmlText.Short(column, 80)}</th>"); }
            else { page.Add($"<th scope=\"col\" class=\"n\">{HtmlText.Short(column, 80)}</th>"); }
        }

        page.Add($"</tr></thead><tbody>\n");
        foreach ((IReadOnlyList<string> row, int at) in table.Rows.Take(MostRows).Select((r, i) => (r, i)))
        {
            page.Add($"<tr>");
            for (int column = 0; column < Math.Min(row.Count, MostColumns); column++)
            {
                string cell = HtmlText.Short(row[column], 200);
                if (column == 0) { page.Add($"<th scope=\"row\">{cell}</th>"); }
                else if (!isMatrix) { page.Add($"<td class=\"n\">{cell}</td>"); }
                else { page.Add($"<td class=\"n {(column - 1 == at ? "hit" : "miss")}{(Count(row[column]) == 0 ? 0 : Math.Max(1, HeatLevels * Count(row[column]) / Math.Max(1, most)))}\">{cell}</td>"); }
            }

            page.Add($"</tr>\n");
        }

        page.Add($"</tbody></table></div>\n");
        if (table.Rows.Count > MostRows || table.Columns.Count > MostColumns) { page.Add($"<p class=\"note\">Cut; {JsonReport.Name} has all {table.Rows.Count} rows.</p>\n"); }
    }

    private static int Count(string cell) => int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
}
