using System.Globalization;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting.History;

namespace LlmEval.Reporting.Html;

/// <summary>How the metrics moved: at each accept, and over the runs that the history file remembers.</summary>
internal static class TrendSection
{
    private const int ShortRevision = 8;

    /// <summary>Runs that are listed.</summary>
    private const int MostRuns = 12;

    /// <summary>Runs that a course is drawn over.</summary>
    private const int MostDrawn = 60;

    public static void Add(Markup page, SuiteView view)
    {
        AddAccepts(page, view);
        AddRuns(page, view);
    }

    /// <summary>The runs that the history file remembers, the newest first; parts of the suite are left out, their means are of other cases.</summary>
    private static void AddRuns(Markup page, SuiteView view)
    {
        HistoryRun[] runs = [.. view.Suite.Runs.Where(r => !r.IsPartial).TakeLast(MostDrawn)];
        Metric[] metrics =
        [
            .. view.Verdict.Metrics.Select(m => m.Metric).Concat(view.Verdict.SuiteScores.Where(s => !s.Of.IsUsage).Select(s => s.Metric)).Where(m => runs.Any(r => Mean(r, m) is not null)),
        ];
        if (runs.Length < 2 || metrics.Length == 0) { return; }

        page.Add($"<h4>Trend: the last {Math.Min(runs.Length, MostRuns)} runs on this machine</h4>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Runs\"><table><thead><tr><th scope=\"col\">Run (UTC)</th><th scope=\"col\">Verdict</th><th scope=\"col\">Commit</th>");
        foreach (Metric metric in metrics) { page.Add($"<th scope=\"col\" class=\"n\">{metric.Name}</th>"); }

        page.Add($"</tr></thead><tbody><tr><th scope=\"row\">Course of {runs.Length} runs</th><td></td><td></td>");
        foreach (Metric metric in metrics)
        {
            page.Add($"<td>");
            AddCourse(page, [.. runs.Select(r => Mean(r, metric))]);
            page.Add($"</td>");
        }

        page.Add($"</tr>\n");
        foreach (HistoryRun run in runs.TakeLast(MostRuns).Reverse())
        {
            string time = run.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            page.Add($"<tr><th scope=\"row\">{time}</th><td>{run.Verdict.Words()}</td><td>{(run.Revision is { Length: > ShortRevision } revision ? revision[..ShortRevision] : MetricNumbers.None)}</td>");
            foreach (Metric metric in metrics) { page.Add($"<td class=\"n\">{MetricNumbers.Value(metric, Mean(run, metric))}</td>"); }

            page.Add($"</tr>\n");
        }

        page.Add($"</tbody></table></div>\n<p class=\"note\">The commit is the one that was checked out; files may have been edited since. More: <code>llmeval history</code></p>\n");
    }

    private static double? Mean(HistoryRun run, Metric metric) => run.Metrics.FirstOrDefault(m => m.Name == metric.Name && m.Unit == metric.Unit)?.Mean;

    private static void AddAccepts(Markup page, SuiteView view)
    {
        IReadOnlyList<BaselineEntry> accepts = view.Suite.Accepts;
        (Metric Metric, double? Now)[] metrics =
        [
            .. view.Verdict.Metrics.Select(m => (m.Metric, m.Mean)).Concat(view.Verdict.SuiteScores.Where(s => !s.Of.IsUsage).Select(s => (s.Metric, s.Value)))
                .Where(m => accepts.Any(a => a.Mean(m.Metric.Name) is not null)),
        ];
        if (metrics.Length == 0) { return; }

        bool withNow = !view.Verdict.IsPartial;
        page.Add($"<h4>Trend: means at each accept{(withNow ? ", and now" : string.Empty)}</h4>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Trend\"><table><thead><tr><th scope=\"col\">Metric</th><th scope=\"col\">Course</th>");
        foreach (BaselineEntry accept in accepts) { page.Add($"<th scope=\"col\" class=\"n\">{MetricNumbers.Day(accept.Date)}</th>"); }

        if (withNow) { page.Add($"<th scope=\"col\" class=\"n\">now</th>"); }

        page.Add($"</tr></thead><tbody>\n");
        foreach ((Metric metric, double? now) in metrics)
        {
            double?[] values = [.. accepts.Select(a => a.Mean(metric.Name)), .. withNow ? [now] : Array.Empty<double?>()];
            page.Add($"<tr><th scope=\"row\">{metric.Name}</th><td>");
            AddCourse(page, values);
            page.Add($"</td>");
            foreach (double? value in values) { page.Add($"<td class=\"n\">{MetricNumbers.Value(metric, value)}</td>"); }

            page.Add($"</tr>\n");
        }

        page.Add($"</tbody></table></div>\n");
        BaselineEntry[] reasons = [.. accepts.Where(a => a.Reason is not null)];
        if (reasons.Length == 0) { return; }

        page.Add($"<ul>\n");
        foreach (BaselineEntry accept in reasons) { page.Add($"<li>{MetricNumbers.Day(accept.Date)}: {HtmlText.Short(accept.Reason!, 300)}</li>\n"); }

        page.Add($"</ul>\n");
    }

    /// <summary>A line of the values between the smallest and the largest; the table beside it has the numbers.</summary>
    private static void AddCourse(Markup page, double?[] values)
    {
        const int Width = 120, Height = 28, Edge = 4;
        double low = values.Min() ?? 0, high = values.Max() ?? 0;
        page.Add($"<svg class=\"course\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" aria-hidden=\"true\"><polyline points=\"");
        (int X, int Y) last = (0, 0);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value) { continue; }

            last = (values.Length == 1 ? Width / 2 : Edge + ((Width - (2 * Edge)) * i / (values.Length - 1)),
                high > low ? Height - Edge - (int)Math.Round((Height - (2 * Edge)) * (value - low) / (high - low)) : Height / 2);
            page.Add($"{last.X},{last.Y} ");
        }

        page.Add($"\"/><circle cx=\"{last.X}\" cy=\"{last.Y}\" r=\"3\"/></svg>");
    }
}
