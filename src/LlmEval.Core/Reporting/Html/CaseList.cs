using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>The list of all cases of a suite, column by column, for the page's script.</summary>
internal static class CaseList
{
    /// <summary>Packs the first rows.</summary>
    /// <param name="view">The suite.</param>
    /// <param name="texts">Where the texts of each case are.</param>
    /// <param name="most">Rows that are listed.</param>
    public static string Pack(SuiteView view, CaseTexts texts, int most)
    {
        CaseRow[] rows = [.. view.Rows.Take(most)];
        Dictionary<string, int> tags = new(StringComparer.Ordinal);
        using MemoryStream buffer = new();
        using Utf8JsonWriter json = PackedJson.Writer(buffer);
        json.WriteStartObject();
        Column("id", row => json.WriteStringValue(HtmlText.Clean(row.Id)));
        Column("status", row => json.WriteNumberValue((int)row.Status));
        Column("line", row => json.WriteNumberValue(row.Line));
        Column("chunk", row => json.WriteNumberValue(texts.ChunkOf(row.Id)));
        Column("run", row => json.WriteStringValue(ReproductionCommand.Of(view.Verdict.Suite, view.Verdict.Model, row.Id)));
        Column("tags", row =>
        {
            json.WriteStartArray();
            foreach (string tag in row.Tags)
            {
                if (!tags.TryGetValue(tag, out int number)) { tags[tag] = number = tags.Count; }

                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        });
        json.WriteStartArray("tagNames");
        foreach (string tag in tags.Keys) { json.WriteStringValue(HtmlText.Clean(tag)); }

        json.WriteEndArray();
        PerMetric("now", r => r.Now);
        PerMetric("before", r => r.Before);
        json.WriteStartArray("passed");
        for (int metric = 0; metric < view.Metrics.Count; metric++)
        {
            json.WriteStartArray();
            foreach (CaseRow row in rows) { json.WriteNumberValue(Passed(row.Now, metric)); }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return PackedJson.Pack(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));

        void Column(string name, Action<CaseRow> write)
        {
            json.WriteStartArray(name);
            foreach (CaseRow row in rows) { write(row); }

            json.WriteEndArray();
        }

        void PerMetric(string name, Func<CaseRow, IReadOnlyList<ScoreCell[]>> samples)
        {
            json.WriteStartArray(name);
            for (int metric = 0; metric < view.Metrics.Count; metric++)
            {
                json.WriteStartArray();
                foreach (CaseRow row in rows)
                {
                    if (CaseRow.Mean(samples(row), metric) is { } mean) { json.WriteNumberValue(mean); }
                    else { json.WriteNullValue(); }
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }
    }

    /// <summary>1 when every sample that has a score passes, 0 when one fails, -1 without any.</summary>
    private static int Passed(IReadOnlyList<ScoreCell[]> samples, int metric)
    {
        int passed = -1;
        foreach (ScoreCell[] row in samples)
        {
            if (metric >= row.Length || row[metric].State != CellState.Scored) { continue; }

            if (!row[metric].Passed) { return 0; }

            passed = 1;
        }

        return passed;
    }
}
