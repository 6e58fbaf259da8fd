using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>Sampling parameters as JSON: only what was said.</summary>
internal static class ParametersJson
{
    /// <summary>As one line: <c>{"temperature":0.7}</c>.</summary>
    public static string Line(ModelParameters parameters)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            Write(json, "parameters", parameters);
            json.WriteEndObject();
        }

        string whole = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        return whole["{\"parameters\":".Length..^1];
    }

    public static void Write(Utf8JsonWriter json, string name, ModelParameters parameters)
    {
        json.WriteStartObject(name);
        if (parameters.Temperature is { } temperature) { json.WriteNumber("temperature", temperature); }
        if (parameters.TopP is { } topP) { json.WriteNumber("top-p", topP); }
        if (parameters.TopK is { } topK) { json.WriteNumber("top-k", topK); }
        if (parameters.MaxTokens is { } maxTokens) { json.WriteNumber("max-tokens", maxTokens); }
        if (parameters.Seed is { } seed) { json.WriteNumber("seed", seed); }
        if (parameters.ResponseFormat is { } format) { json.WriteString("response-format", format); }
        if (parameters.JsonSchema is { } schema) { json.WriteString("json-schema", schema); }
        if (parameters.Logprobs is { } logprobs) { json.WriteBoolean("logprobs", logprobs); }

        if (parameters.Stop is { } stop)
        {
            json.WriteStartArray("stop");
            foreach (string text in stop) { json.WriteStringValue(text); }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
