using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>The parts of an answer that few answers have, as arrays of a record's payload: <c>[[id, name, arguments]]</c> and the like.</summary>
internal static class AnswerParts
{
    public static ReadOnlySpan<byte> Calls => "calls"u8;

    public static ReadOnlySpan<byte> Passages => "passages"u8;

    public static ReadOnlySpan<byte> Logprobs => "logprobs"u8;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<ToolCall> calls)
    {
        json.WriteStartArray(Calls);
        foreach (ToolCall call in calls)
        {
            json.WriteStartArray();
            json.WriteStringValue(call.Id);
            json.WriteStringValue(call.Name);
            json.WriteStringValue(call.Arguments);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Passage> passages)
    {
        json.WriteStartArray(Passages);
        foreach (Passage passage in passages)
        {
            json.WriteStartArray();
            json.WriteStringValue(passage.Text);
            json.WriteStringValue(passage.Id);
            json.WriteStringValue(passage.Source);
            if (passage.Score is { } score) { json.WriteNumberValue(score); }
            else { json.WriteNullValue(); }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> logprobs)
    {
        json.WriteStartArray(Logprobs);
        foreach (TokenLogprob token in logprobs)
        {
            json.WriteStringValue(token.Token);
            json.WriteNumberValue(token.Logprob);
        }

        json.WriteEndArray();
    }

    public static List<ToolCall> ReadCalls(ref Utf8JsonReader json)
    {
        List<ToolCall> calls = [];
        while (Opens(ref json))
        {
            calls.Add(new ToolCall(Text(ref json)!, Text(ref json)!, Text(ref json)!));
            Close(ref json);
        }

        return calls;
    }

    public static List<Passage> ReadPassages(ref Utf8JsonReader json)
    {
        List<Passage> passages = [];
        while (Opens(ref json))
        {
            (string text, string? id, string? source) = (Text(ref json)!, Text(ref json), Text(ref json));
            json.Read();
            passages.Add(new Passage(text, id, source, json.TokenType == JsonTokenType.Null ? null : json.GetDouble()));
            Close(ref json);
        }

        return passages;
    }

    public static List<TokenLogprob> ReadLogprobs(ref Utf8JsonReader json)
    {
        List<TokenLogprob> logprobs = [];
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            string token = json.GetString()!;
            json.Read();
            logprobs.Add(new TokenLogprob(token, json.GetDouble()));
        }

        return logprobs;
    }

    private static bool Opens(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.StartArray;

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }

    private static void Close(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.EndArray) { throw new JsonException(); }
    }
}
