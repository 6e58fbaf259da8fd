using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.History;

/// <summary>The history of runs as a table with a small trend a metric, and for programs.</summary>
public static class HistoryText
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int MostBars = 40;
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    /// <summary>A block a suite and model: the runs, then a trend a metric.</summary>
    /// <param name="runs">The runs, oldest first.</param>
    /// <param name="metric">The only metric to tell; null for all.</param>
    public static string Text(IReadOnlyList<HistoryRun> runs, string? metric = null)
    {
        StringBuilder text = new();
        foreach (IGrouping<(string Suite, string Model), HistoryRun> group in runs.GroupBy(r => (r.Suite, r.Model)).OrderBy(g => g.Key.Suite, StringComparer.Ordinal).ThenBy(g => g.Key.Model, StringComparer.Ordinal))
        {
            HistoryRun[] all = [.. group];
            text.Append(s_invariant, $"{group.Key.Suite} x {group.Key.Model}: {Names.Count(all.Length, "run")}\n");
            foreach (HistoryRun run in all)
            {
                string values = string.Join(", ", Of(run, metric).Select(m => $"{m.Name} {Value(m)}"));
                string part = run.IsPartial ? string.Create(s_invariant, $" (PARTIAL {run.Cases} of {run.TotalCases})") : string.Empty;
                string spent = run.Cost > 0 ? $", {PlanText.Amount(run.Cost, run.Currency ?? string.Empty)}" : string.Empty;
                string revision = run.Revision is { } commit ? $"  {commit[..8]}{(run.Branch is { } branch ? " " + branch : string.Empty)}" : string.Empty;
                text.Append(s_invariant, $"  {run.Time.UtcDateTime:yyyy-MM-dd HH:mm}  {run.Verdict.Words()}{part}  {values}  {run.SamplesDrawn} drawn{spent}{revision}\n");
            }

            foreach (string name in all.SelectMany(r => Of(r, metric)).Select(m => m.Name).Distinct(StringComparer.Ordinal))
            {
                // Means of parts say nothing of the whole.
                HistoryMetric[] trend = [.. all.Where(r => !r.IsPartial).Select(r => r.Metrics.FirstOrDefault(m => m.Name == name)).OfType<HistoryMetric>()];
                if (trend.Length > 1) { text.Append(s_invariant, $"  {name}  {Sparkline([.. trend.Select(m => m.Mean)])}  {Value(trend[0])} -> {Value(trend[^1])}\n"); }
            }
        }

        return text.ToString();
    }

    /// <summary>The runs as a list, as they stand in the file.</summary>
    /// <param name="runs">The runs, oldest first.</param>
    /// <param name="metric">The only metric to tell; null for all.</param>
    public static string Json(IReadOnlyList<HistoryRun> runs, string? metric = null)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (HistoryRun run in runs) { HistoryJson.Write(json, run with { Metrics = [.. Of(run, metric)] }); }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>A bar a value, from the lowest to the highest of them; the last forty. Values that are all equal stand in the middle.</summary>
    public static string Sparkline(IReadOnlyList<double> values)
    {
        double[] shown = [.. values.TakeLast(MostBars)];
        if (shown.Length == 0) { return string.Empty; }

        double least = shown.Min(), range = shown.Max() - least;
        return string.Concat(shown.Select(v => Bars[range <= 0 ? Bars.Length / 2 : (int)Math.Round((v - least) / range * (Bars.Length - 1))]));
    }

    private static IEnumerable<HistoryMetric> Of(HistoryRun run, string? metric) => run.Metrics.Where(m => metric is null || m.Name == metric);

    private static string Value(HistoryMetric metric)
    {
        Metric shown = new() { Name = metric.Name, Check = metric.Name, Location = Location.None, Unit = metric.Unit, IsBinary = false, ScorerKey = string.Empty };
        string interval = metric is { Lower: { } lower, Upper: { } upper } ? $" ({MetricText.Value(shown, lower)} to {MetricText.Value(shown, upper)})" : string.Empty;
        return MetricText.Value(shown, metric.Mean) + interval;
    }
}
