using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmEval.Reporting.Aieval;

/// <summary>
/// One result file of a store, from the header and a sample of a result of ours. The reader is strict, and one file that it refuses ends its whole report: a metric's
/// <c>$type</c> comes first, values are finite, metadata are texts, ratings are those it knows, and the three parts of a result are always there.
/// </summary>
internal sealed class AievalScenario
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _execution;
    private readonly DateTime _created;
    private readonly bool _isPrivate;
    private readonly Dictionary<string, AievalMetric> _metrics;

    /// <summary>Reads a result's header.</summary>
    /// <param name="header">Its first line.</param>
    /// <param name="execution">The execution's name.</param>
    /// <param name="created">When the run ended.</param>
    public AievalScenario(JsonElement header, string execution, DateTime created)
    {
        (_execution, _created) = (execution, created);
        Suite = header.GetProperty("suite").GetString()!;
        Model = header.GetProperty("model").GetString()!;
        _isPrivate = header.GetProperty("private").GetBoolean();
        _metrics = header.GetProperty("metrics").EnumerateArray().Select(m => new AievalMetric(
            m.GetProperty("metric").GetString()!, m.GetProperty("unit").GetString()!, m.GetProperty("binary").GetBoolean(),
            m.GetProperty("higherIsBetter").GetBoolean(), m.GetProperty("decides").GetBoolean())).ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>The suite's name.</summary>
    public string Suite { get; }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>Writes a sample.</summary>
    public void Write(Stream stream, string scenario, string iteration, string id, JsonElement sample)
    {
        using Utf8JsonWriter json = new(stream, s_options);
        JsonElement[] turns = [.. sample.GetProperty("turns").EnumerateArray()];
        json.WriteStartObject();
        json.WriteString("scenarioName", scenario);
        json.WriteString("iterationName", iteration);
        json.WriteString("executionName", _execution);
        json.WriteString("creationTime", _created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        // What was asked is in no result: of a conversation the model's earlier words are shown.
        json.WriteStartArray("messages");
        foreach (JsonElement turn in turns.SkipLast(1)) { WriteMessage(json, turn); }

        json.WriteEndArray();
        WriteResponse(json, turns);
        json.WriteStartObject("evaluationResult");
        json.WriteStartObject("metrics");
        foreach (JsonElement score in sample.GetProperty("scores").EnumerateArray())
        {
            string name = score.GetProperty("metric").GetString()!;
            AievalMetric metric = _metrics.GetValueOrDefault(name) ?? new AievalMetric(name, string.Empty, IsBinary: false, HigherIsBetter: true, Decides: false);
            metric.Write(json, score, id, _isPrivate);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        WriteDetails(json, turns, sample.GetProperty("cached").GetBoolean());
        json.WriteStartArray("tags");
        json.WriteStringValue($"suite:{Suite}");
        json.WriteStringValue($"model:{Model}");
        json.WriteEndArray();
        json.WriteNumber("formatVersion", 1);
        json.WriteEndObject();
    }

    private void WriteResponse(Utf8JsonWriter json, JsonElement[] turns)
    {
        json.WriteStartObject("modelResponse");
        json.WriteStartArray("messages");
        if (turns.Length > 0) { WriteMessage(json, turns[^1]); }

        json.WriteEndArray();
        json.WriteString("modelId", turns.Length > 0 && turns[^1].TryGetProperty("responseModel", out JsonElement said) ? said.GetString() : Model);
        if (turns.Length > 0)
        {
            json.WriteString("finishReason", turns[^1].GetProperty("finish").GetString() switch { "Length" => "length", "ContentFilter" => "content_filter", "ToolCalls" => "tool_calls", _ => "stop" });
            WriteUsage(json, turns[^1]);
        }

        json.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter json, JsonElement turn)
    {
        json.WriteStartObject();
        json.WriteString("role", "assistant");
        json.WriteStartArray("contents");
        if (!_isPrivate)
        {
            json.WriteStartObject();
            json.WriteString("$type", "text");
            json.WriteString("text", turn.GetProperty("text").GetString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteDetails(Utf8JsonWriter json, JsonElement[] turns, bool isCached)
    {
        json.WriteStartObject("chatDetails");
        json.WriteStartArray("turnDetails");
        foreach (JsonElement turn in turns)
        {
            json.WriteStartObject();
            json.WriteNumber("latency", turn.GetProperty("latencyMs").GetDouble() / 1000);
            json.WriteString("model", Model);
            json.WriteString("modelProvider", "llmeval");
            WriteUsage(json, turn);
            json.WriteBoolean("cacheHit", isCached);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, JsonElement turn)
    {
        long? input = turn.TryGetProperty("inputTokens", out JsonElement i) ? i.GetInt64() : null;
        long? output = turn.TryGetProperty("outputTokens", out JsonElement o) ? o.GetInt64() : null;
        if (input is null && output is null) { return; }

        json.WriteStartObject("usage");
        if (input is { } asked) { json.WriteNumber("inputTokenCount", asked); }
        if (output is { } said) { json.WriteNumber("outputTokenCount", said); }
        if (input + output is { } total) { json.WriteNumber("totalTokenCount", total); }

        json.WriteEndObject();
    }
}
