using System.Text.Json;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>Reads members that may be missing, null or of another kind.</summary>
internal static class JsonReading
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static long? Whole(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : null;

    public static double? Real(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    /// <summary>The elements of an array; empty when it is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The usage that an answer tells, or null; both of OpenAI's interfaces tell it, each in its own words for what goes in and comes out.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="input">The word for what goes in: <c>prompt</c> or <c>input</c>.</param>
    /// <param name="output">The word for what comes out: <c>completion</c> or <c>output</c>.</param>
    public static UsageDetails? Usage(this JsonElement root, string input, string output) => root.Member("usage") is not { } usage ? null : new UsageDetails
    {
        InputTokenCount = usage.Whole($"{input}_tokens"),
        OutputTokenCount = usage.Whole($"{output}_tokens"),
        TotalTokenCount = usage.Whole("total_tokens"),
        CachedInputTokenCount = usage.Member($"{input}_tokens_details")?.Whole("cached_tokens"),
        ReasoningTokenCount = usage.Member($"{output}_tokens_details")?.Whole("reasoning_tokens"),
    };

    /// <summary>Notes what the service says that it charged for an answer: OpenRouter and others that speak as it does.</summary>
    public static void Cost(this JsonElement root, ChatResponse response)
    {
        if (root.Member("usage")?.Real("cost") is { } cost) { (response.AdditionalProperties ??= [])[LiveModel.CostProperty] = cost; }
    }

    /// <summary>Notes the tokens of an answer and how likely they were, from a list of <c>{token, logprob}</c>; nothing when there is none.</summary>
    public static void Logprobs(this JsonElement? list, ChatResponse response)
    {
        if (list is { ValueKind: JsonValueKind.Array }) { Noted(list.Items(), response); }
    }

    /// <summary>Notes tokens that stood in several lists; nothing when there are none.</summary>
    public static void Logprobs(this List<JsonElement> tokens, ChatResponse response)
    {
        if (tokens.Count > 0) { Noted(tokens, response); }
    }

    private static void Noted(IEnumerable<JsonElement> list, ChatResponse response)
    {
        // Rounding may leave a certain token a hair above 0.
        List<TokenLogprob> tokens = [.. list.Select(static t => new TokenLogprob(
            t.Text("token") ?? string.Empty, Math.Min(0, t.Real("logprob") ?? throw new MalformedAnswerException("a token has no logprob"))))];
        (response.AdditionalProperties ??= [])[LiveModel.LogprobsProperty] = (IReadOnlyList<TokenLogprob>)tokens;
    }
}
