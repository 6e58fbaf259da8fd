using System.Text.Json;

namespace LlmEval.Caching;

/// <summary>The member <c>for</c> of a record's payload: <see cref="AnswerOrigin"/>. Whoever looks for an answer skips it.</summary>
internal static class OriginCodec
{
    private const string Name = "for";

    public static void Write(Utf8JsonWriter json, AnswerOrigin origin)
    {
        json.WriteStartObject(Name);
        json.WriteString("project"u8, origin.Project);
        json.WriteString("suite"u8, origin.Suite);
        json.WriteString("case"u8, origin.Case);
        json.WriteNumber("sample"u8, origin.Sample);
        json.WriteString("messages"u8, origin.Messages);
        json.WriteStartObject("parameters"u8);
        foreach ((string name, string value) in origin.Parameters) { json.WriteString(name, value); }

        json.WriteEndObject();
        json.WriteString("engine"u8, origin.Engine);
        json.WriteEndObject();
    }

    /// <summary>The origin that a payload notes and when it was stored; null when it notes none.</summary>
    public static (AnswerOrigin Origin, long At)? TryRead(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (!document.RootElement.TryGetProperty(Name, out JsonElement noted)) { return null; }

            var origin = new AnswerOrigin
            {
                Project = noted.GetProperty("project").GetString()!,
                Suite = noted.GetProperty("suite").GetString()!,
                Case = noted.GetProperty("case").GetString()!,
                Sample = noted.GetProperty("sample").GetInt32(),
                Messages = noted.GetProperty("messages").GetString()!,
                Parameters = noted.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal),
                Engine = noted.GetProperty("engine").GetString()!,
            };
            return (origin, document.RootElement.GetProperty("at").GetInt64());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
