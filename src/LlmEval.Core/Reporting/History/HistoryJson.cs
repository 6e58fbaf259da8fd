using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Gating;

namespace LlmEval.Reporting.History;

/// <summary>A remembered run as one line of JSON.</summary>
internal static class HistoryJson
{
    private const int Version = 1;
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it, without a line feed.</summary>
    public static void Write(Stream stream, HistoryRun run)
    {
        using Utf8JsonWriter json = new(stream, s_options);
        Write(json, run);
    }

    public static void Write(Utf8JsonWriter json, HistoryRun run)
    {
        json.WriteStartObject();
        json.WriteNumber("run", Version);
        json.WriteString("time", run.Time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
        json.WriteString("suite", run.Suite);
        json.WriteString("model", run.Model);
        json.WriteOptional("modelIdentity", run.ModelIdentity);
        json.WriteString("verdict", run.Verdict.ToString());
        json.WriteNumber("cases", run.Cases);
        json.WriteNumber("totalCases", run.TotalCases);
        json.WriteNumber("samplesPerCase", run.SamplesPerCase);
        json.WriteNumber("samplesDrawn", run.SamplesDrawn);
        json.WriteNumber("calls", run.Calls);
        json.WriteNumber("tokens", run.Tokens);
        json.WriteOptional("cost", run.Cost, ScoreCell.Rounded);
        json.WriteOptional("currency", run.Currency);
        json.WriteStartArray("metrics");
        foreach (HistoryMetric metric in run.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("metric", metric.Name);
            json.WriteString("unit", metric.Unit);
            json.WriteBoolean("higherIsBetter", metric.HigherIsBetter);
            json.WriteOptional("mean", metric.Mean, ScoreCell.Rounded);
            json.WriteOptional("lower", metric.Lower, ScoreCell.Rounded);
            json.WriteOptional("upper", metric.Upper, ScoreCell.Rounded);
            json.WriteNumber("cases", metric.Cases);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteOptional("revision", run.Revision);
        json.WriteOptional("branch", run.Branch);
        json.WriteString("tool", run.Tool);
        json.WriteEndObject();
    }

    /// <summary>Reads a line; null for one that is torn, damaged or of a newer version.</summary>
    public static HistoryRun? Read(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement run = document.RootElement;
            if (run.GetProperty("run").GetInt32() > Version || !Enum.TryParse(run.GetProperty("verdict").GetString(), out VerdictKind verdict)) { return null; }

            return new HistoryRun
            {
                Time = DateTimeOffset.ParseExact(run.GetProperty("time").GetString()!, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                Suite = run.GetProperty("suite").GetString()!,
                Model = run.GetProperty("model").GetString()!,
                ModelIdentity = Text(run, "modelIdentity"),
                Verdict = verdict,
                Cases = run.GetProperty("cases").GetInt32(),
                TotalCases = run.GetProperty("totalCases").GetInt32(),
                SamplesPerCase = run.GetProperty("samplesPerCase").GetInt32(),
                SamplesDrawn = run.GetProperty("samplesDrawn").GetInt32(),
                Calls = run.GetProperty("calls").GetInt64(),
                Tokens = run.GetProperty("tokens").GetInt64(),
                Cost = Number(run, "cost"),
                Currency = Text(run, "currency"),
                Metrics = [.. run.GetProperty("metrics").EnumerateArray().Select(Metric)],
                Revision = Text(run, "revision"),
                Branch = Text(run, "branch"),
                Tool = run.GetProperty("tool").GetString()!,
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException) { return null; }
    }

    private static HistoryMetric Metric(JsonElement metric) => new(
        metric.GetProperty("metric").GetString()!, metric.GetProperty("unit").GetString()!, metric.GetProperty("higherIsBetter").GetBoolean(),
        metric.GetProperty("mean").GetDouble(), Number(metric, "lower"), Number(metric, "upper"), metric.GetProperty("cases").GetInt32());

    private static string? Text(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    private static double? Number(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement value) ? value.GetDouble() : null;
}
