using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>A record's payload: one line of UTF-8 JSON. Names it does not know are skipped, so that later versions may add some.</summary>
internal static class EntryCodec
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static string? s_machine;

    /// <summary>
    /// The answer as it will be read back: a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD. The same instance when there is none.
    /// </summary>
    public static Answer WellFormed(Answer answer)
    {
        bool isWell = IsWell(answer.Text) && IsWell(answer.ResponseModel) && IsWell(answer.Fingerprint)
            && answer.ToolCalls.All(c => IsWell(c.Id) && IsWell(c.Name) && IsWell(c.Arguments))
            && answer.Passages.All(p => IsWell(p.Text) && IsWell(p.Id) && IsWell(p.Source))
            && answer.Logprobs?.All(t => IsWell(t.Token)) != false;
        return isWell ? answer : answer with
        {
            Text = Mended(answer.Text)!,
            ResponseModel = Mended(answer.ResponseModel),
            Fingerprint = Mended(answer.Fingerprint),
            ToolCalls = answer.ToolCalls.Count == 0 ? [] : [.. answer.ToolCalls.Select(c => new ToolCall(Mended(c.Id)!, Mended(c.Name)!, Mended(c.Arguments)!))],
            Passages = answer.Passages.Count == 0 ? [] : [.. answer.Passages.Select(p => p with { Text = Mended(p.Text)!, Id = Mended(p.Id), Source = Mended(p.Source) })],
            Logprobs = answer.Logprobs?.Select(t => t with { Token = Mended(t.Token)! }).ToArray(),
        };
    }

    public static void Write(IBufferWriter<byte> destination, Answer answer, CacheLineage lineage)
    {
        using var json = new Utf8JsonWriter(destination, s_options);
        json.WriteStartObject();
        json.WriteString("text"u8, answer.Text);
        json.WriteString("finish"u8, Name(answer.Finish));
        if (answer.InputTokens is long input) { json.WriteNumber("in"u8, input); }
        if (answer.OutputTokens is long output) { json.WriteNumber("out"u8, output); }
        json.WriteNumber("ticks"u8, answer.Latency.Ticks);
        if (answer.ResponseModel is not null) { json.WriteString("model"u8, answer.ResponseModel); }
        if (answer.Fingerprint is not null) { json.WriteString("fingerprint"u8, answer.Fingerprint); }
        if (answer.FirstToken is { } first) { json.WriteNumber("first"u8, first.Ticks); }
        if (answer.Cost is { } cost) { json.WriteNumber("cost"u8, cost); }
        if (answer.ToolCalls.Count > 0) { AnswerParts.Write(json, answer.ToolCalls); }
        if (answer.Passages.Count > 0) { AnswerParts.Write(json, answer.Passages); }
        if (answer.Logprobs is { } logprobs) { AnswerParts.Write(json, logprobs); }
        json.WriteString("tool"u8, lineage.ToolVersion);
        json.WriteNumber("at"u8, lineage.Created.ToUnixTimeMilliseconds());
        if (answer.Machine is not null) { json.WriteString("machine"u8, answer.Machine); }
        if (lineage.Origin is not null) { OriginCodec.Write(json, lineage.Origin); }
        json.WriteEndObject();
    }

    /// <summary>Reads a payload; null when it is not one.</summary>
    public static CacheEntry? TryRead(ReadOnlySpan<byte> payload)
    {
        try
        {
            return Read(payload);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static CacheEntry? Read(ReadOnlySpan<byte> payload)
    {
        string? text = null, model = null, fingerprint = null, tool = null, machine = null;
        FinishReason? finish = null;
        long? input = null, output = null, ticks = null, first = null, at = null;
        double? cost = null;
        IReadOnlyList<ToolCall> calls = [];
        IReadOnlyList<Passage> passages = [];
        IReadOnlyList<TokenLogprob>? logprobs = null;
        var json = new Utf8JsonReader(payload);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) { return null; }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "text"u8)) { text = json.GetString(); }
            else if (Is(ref json, "finish"u8)) { finish = Finish(ref json); }
            else if (Is(ref json, "in"u8)) { input = json.GetInt64(); }
            else if (Is(ref json, "out"u8)) { output = json.GetInt64(); }
            else if (Is(ref json, "ticks"u8)) { ticks = json.GetInt64(); }
            else if (Is(ref json, "model"u8)) { model = json.GetString(); }
            else if (Is(ref json, "fingerprint"u8)) { fingerprint = json.GetString(); }
            else if (Is(ref json, "first"u8)) { first = json.GetInt64(); }
            else if (Is(ref json, "cost"u8)) { cost = json.GetDouble(); }
            else if (Is(ref json, AnswerParts.Calls)) { calls = AnswerParts.ReadCalls(ref json); }
            else if (Is(ref json, AnswerParts.Passages)) { passages = AnswerParts.ReadPassages(ref json); }
            else if (Is(ref json, AnswerParts.Logprobs)) { logprobs = AnswerParts.ReadLogprobs(ref json); }
            else if (Is(ref json, "tool"u8)) { tool = json.GetString(); }
            else if (Is(ref json, "at"u8)) { at = json.GetInt64(); }
            else if (Is(ref json, "machine"u8)) { machine = Machine(ref json); }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        if (text is null || finish is null || ticks is null || tool is null || at is null || json.BytesConsumed != payload.Length) { return null; }
        var answer = new Answer
        {
            Text = text,
            Finish = finish.Value,
            InputTokens = input,
            OutputTokens = output,
            Latency = new TimeSpan(ticks.Value),
            ResponseModel = model,
            Fingerprint = fingerprint,
            FirstToken = first is { } firstTicks ? new TimeSpan(firstTicks) : null,
            Cost = cost,
            Machine = machine,
            ToolCalls = calls,
            Passages = passages,
            Logprobs = logprobs,
        };
        return new CacheEntry(answer, new CacheLineage(tool, DateTimeOffset.FromUnixTimeMilliseconds(at.Value)));
    }

    /// <summary>Whether the reader stands on this name; if so, it moves on to the value.</summary>
    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();

    /// <summary>Mostly the same one for all answers: then it is one text.</summary>
    private static string? Machine(ref Utf8JsonReader json)
    {
        string? last = s_machine;
        return last is not null && json.ValueTextEquals(last) ? last : s_machine = json.GetString();
    }

    private static FinishReason? Finish(ref Utf8JsonReader json)
    {
        foreach (FinishReason reason in (ReadOnlySpan<FinishReason>)[FinishReason.Stop, FinishReason.Length, FinishReason.ContentFilter, FinishReason.ToolCalls])
        {
            if (json.ValueTextEquals(Name(reason))) { return reason; }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Name(FinishReason reason) => reason switch
    {
        FinishReason.Stop => "stop"u8,
        FinishReason.Length => "length"u8,
        FinishReason.ContentFilter => "content-filter"u8,
        FinishReason.ToolCalls => "tool-calls"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, string.Create(CultureInfo.InvariantCulture, $"Not a finish reason: {(int)reason}.")),
    };

    private static bool IsWell(string? text) => text is null || text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0
        || string.Equals(Mended(text), text, StringComparison.Ordinal);

    private static string? Mended(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
