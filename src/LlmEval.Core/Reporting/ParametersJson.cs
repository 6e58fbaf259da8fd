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

    /// <summary>Reads what <see cref="Line"/> wrote; null when it is anything else.</summary>
    public static ModelParameters? Read(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            ModelParameters parameters = ModelParameters.Empty;
            foreach (JsonProperty said in document.RootElement.EnumerateObject())
            {
                JsonElement value = said.Value;
                switch (said.Name)
                {
                    case "temperature": parameters = parameters with { Temperature = value.GetDouble() }; break;
                    case "top-p": parameters = parameters with { TopP = value.GetDouble() }; break;
                    case "top-k": parameters = parameters with { TopK = value.GetInt32() }; break;
                    case "max-tokens": parameters = parameters with { MaxTokens = value.GetInt32() }; break;
                    case "seed": parameters = parameters with { Seed = value.GetInt64() }; break;
                    case "response-format": parameters = parameters with { ResponseFormat = value.GetString() }; break;
                    case "json-schema": parameters = parameters with { JsonSchema = value.GetString() }; break;
                    case "logprobs": parameters = parameters with { Logprobs = value.GetBoolean() }; break;
                    case "stop": parameters = parameters with { Stop = [.. value.EnumerateArray().Select(t => t.GetString()!)] }; break;
                    default: return null;
                }
            }

            return parameters;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException) { return null; }
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
