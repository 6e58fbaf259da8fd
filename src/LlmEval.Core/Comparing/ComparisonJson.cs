using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmEval.Comparing;

/// <summary>A comparison for programs: keys in a fixed order, no texts of prompts or answers.</summary>
public static class ComparisonJson
{
    internal static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static string Write(Comparison comparison)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("comparison", 1);
            json.WriteString("suite", comparison.A.Suite);
            Side(json, "a", comparison.A);
            Side(json, "b", comparison.B);
            json.WriteNumber("cases", comparison.Cases);
            Ids(json, "editedCases", comparison.Edited);
            Ids(json, "onlyA", comparison.OnlyA);
            Ids(json, "onlyB", comparison.OnlyB);
            json.WriteStartArray("metrics");
            foreach (MetricComparison metric in comparison.Metrics) { Metric(json, metric); }

            json.WriteEndArray();
            json.WriteStartArray("usage");
            foreach (UsageComparison usage in comparison.Usage)
            {
                json.WriteStartObject();
                json.WriteString("what", usage.What);
                json.WriteString("unit", usage.Unit);
                json.WriteNumber("n", usage.N);
                Number(json, "meanA", usage.MeanA);
                Number(json, "meanB", usage.MeanB);
                Number(json, "ratio", usage.Ratio);
                Number(json, "lower", usage.Lower);
                Number(json, "upper", usage.Upper);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Metric(Utf8JsonWriter json, MetricComparison metric)
    {
        json.WriteStartObject();
        json.WriteString("metric", metric.Metric.Name);
        json.WriteString("unit", metric.Metric.Unit);
        json.WriteBoolean("higherIsBetter", metric.Metric.HigherIsBetter);
        if (metric.Incomparable is { } why) { json.WriteString("incomparable", why); }

        json.WriteNumber("n", metric.N);
        Number(json, "meanA", metric.MeanA);
        Number(json, "meanB", metric.MeanB);
        Number(json, "difference", metric.Difference);
        Number(json, "lower", metric.Lower);
        Number(json, "upper", metric.Upper);
        if (metric.Test is { } test) { json.WriteString("test", test); }

        Number(json, "pValue", metric.PValue);
        Number(json, "adjustedPValue", metric.AdjustedPValue);
        Ids(json, "lost", metric.Lost);
        Ids(json, "won", metric.Won);
        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, string name, ScoreTable table)
    {
        json.WriteStartObject(name);
        json.WriteString("name", table.Name);
        json.WriteString("model", table.Model);
        json.WriteNumber("cases", table.Cases.Count);
        json.WriteEndObject();
    }

    internal static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) { json.WriteNumber(name, number); }
    }

    internal static void Ids(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (string id in ids) { json.WriteStringValue(id); }

        json.WriteEndArray();
    }
}
