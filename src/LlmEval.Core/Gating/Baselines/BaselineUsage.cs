using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>The member <c>usage</c> of a case's line: what its first samples used. Counts and money keep nine decimals, because a request may cost a millionth; times three, which is more than a clock has.</summary>
internal static class BaselineUsage
{
    public static void Write(Utf8JsonWriter json, CaseUsage usage)
    {
        json.WriteStartObject("usage");
        Number(json, "requests", usage.Requests);
        Number(json, "in", usage.InputTokens);
        Number(json, "out", usage.OutputTokens);
        Number(json, "charged", usage.Charged);
        Times(json, "s", usage.Seconds);
        Times(json, "first", usage.FirstTokens);
        json.WriteEndObject();
    }

    /// <summary>Reads it.</summary>
    /// <param name="json">Stands on the value, leaves on its end.</param>
    /// <param name="samples">First samples of each case: all of them were answered, else nobody could have accepted them.</param>
    public static CaseUsage Read(ref Utf8JsonReader json, int samples)
    {
        if (json.TokenType != JsonTokenType.StartObject) { throw new BaselineFormatException("'usage' is not an object"); }

        CaseUsage usage = new() { Answered = samples };
        bool hasRequests = false;
        while (BaselineLines.NextKey(ref json))
        {
            string key = json.GetString()!;
            json.Read();
            switch (key)
            {
                case "requests": (usage, hasRequests) = (usage with { Requests = Amount(ref json, key) }, true); break;
                case "in": usage = usage with { InputTokens = Amount(ref json, key) }; break;
                case "out": usage = usage with { OutputTokens = Amount(ref json, key) }; break;
                case "charged": usage = usage with { Charged = Amount(ref json, key) }; break;
                case "s": usage = usage with { Seconds = Times(ref json, key) }; break;
                case "first": usage = usage with { FirstTokens = Times(ref json, key) }; break;
                default: throw BaselineLines.Unknown(key, "usage");
            }
        }

        return hasRequests ? usage : throw BaselineLines.Missing("requests");
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) { json.WriteNumber(name, Math.Round(number, 9)); }
    }

    private static void Times(Utf8JsonWriter json, string name, IReadOnlyList<float>? times)
    {
        if (times is null) { return; }

        json.WriteStartArray(name);
        foreach (float time in times) { json.WriteNumberValue(Math.Round((double)time, 3)); }

        json.WriteEndArray();
    }

    private static double Amount(ref Utf8JsonReader json, string key) => BaselineLines.Number(ref json, key) is >= 0 and double value
        ? value : throw new BaselineFormatException($"'{key}' of the usage is negative");

    private static float[] Times(ref Utf8JsonReader json, string key)
    {
        if (json.TokenType != JsonTokenType.StartArray) { throw new BaselineFormatException($"'{key}' is not a list"); }

        List<float> times = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) { times.Add((float)Amount(ref json, key)); }

        return [.. times];
    }
}
