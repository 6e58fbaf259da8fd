using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>A metric over the suite as the members of an object.</summary>
internal static class SuiteScoreJson
{
    /// <summary>Writes them into the object that is open.</summary>
    /// <param name="json">Where.</param>
    /// <param name="score">The score.</param>
    /// <param name="withTables">Whether its tables too, which may hold labels from answers.</param>
    public static void Write(Utf8JsonWriter json, SuiteScore score, bool withTables)
    {
        json.WriteString("metric", score.Metric);
        json.WriteString("check", score.Check);
        json.WriteString("unit", score.Unit);
        json.WriteBoolean("higherIsBetter", score.HigherIsBetter);
        json.WriteString("outcome", score.Outcome.ToString());
        if (score.Outcome == ScoreOutcome.Scored)
        {
            json.WriteNumber("value", score.Value);
            if (score.Lower is { } lower) { json.WriteNumber("lower", lower); }

            if (score.Upper is { } upper) { json.WriteNumber("upper", upper); }
        }

        json.WriteNumber("count", score.Count);
        if (score.Reason.Length > 0) { json.WriteString("reason", score.Reason); }

        if (score.Threshold is { } threshold) { json.WriteNumber("threshold", threshold); }

        if (score.Holds is { } holds) { json.WriteBoolean("holds", holds); }

        Write(json, score.Slices);
        if (!withTables || score.Tables.Count == 0) { return; }

        json.WriteStartArray("tables");
        foreach (SuiteTable table in score.Tables) { Write(json, table); }

        json.WriteEndArray();
    }

    /// <summary>Writes slices as a list, in the given order; nothing without any.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<SliceScore> slices)
    {
        if (slices.Count == 0) { return; }

        json.WriteStartArray("slices");
        foreach (SliceScore slice in slices)
        {
            json.WriteStartObject();
            json.WriteString("tag", slice.Tag);
            json.WriteNumber("value", slice.Value);
            json.WriteNumber("cases", slice.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, SuiteTable table)
    {
        json.WriteStartObject();
        json.WriteString("title", table.Title);
        json.WriteStartArray("columns");
        foreach (string column in table.Columns) { json.WriteStringValue(column); }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            json.WriteStartArray();
            foreach (string cell in row) { json.WriteStringValue(cell); }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
