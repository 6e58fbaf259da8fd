using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Documents;

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
            json.WriteTexts("editedCases", comparison.Edited);
            json.WriteTexts("onlyA", comparison.OnlyA);
            json.WriteTexts("onlyB", comparison.OnlyB);
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
                json.WriteOptional("meanA", usage.MeanA);
                json.WriteOptional("meanB", usage.MeanB);
                json.WriteOptional("ratio", usage.Ratio);
                json.WriteOptional("lower", usage.Lower);
                json.WriteOptional("upper", usage.Upper);
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
        json.WriteOptional("meanA", metric.MeanA);
        json.WriteOptional("meanB", metric.MeanB);
        json.WriteOptional("difference", metric.Difference);
        json.WriteOptional("lower", metric.Lower);
        json.WriteOptional("upper", metric.Upper);
        if (metric.Test is { } test) { json.WriteString("test", test); }

        json.WriteOptional("pValue", metric.PValue);
        json.WriteOptional("adjustedPValue", metric.AdjustedPValue);
        json.WriteTexts("lost", metric.Lost);
        json.WriteTexts("won", metric.Won);
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
}
