using System.Globalization;
using System.Text.Json;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring.Structure;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Services;

/// <summary>
/// Takes an answer out of a service's own JSON. A path that finds nothing is trouble, never an empty answer; what the service says is null or
/// empty is its own word.
/// </summary>
internal sealed class ServiceAnswer(ServiceOptions service)
{
    /// <summary>Far more than a message shows: a secret must not be cut before it is taken out, because its beginning would stay.</summary>
    private const int Longest = 16 << 10;

    private static readonly string[] s_usualTexts = ["text", "content", "page_content"];

    /// <summary>An answer of text alone.</summary>
    public static ChatResponse Of(string text) => new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop, AdditionalProperties = [] };

    /// <summary>The beginning of a body, for messages; still with whatever secrets it quotes.</summary>
    public static string Beginning(string text) => text.Length <= Longest ? text : text[..Longest];

    /// <summary>Reads an answer.</summary>
    /// <param name="root">Its JSON.</param>
    /// <param name="body">All of it, as sent.</param>
    /// <exception cref="MalformedAnswerException">Something that the item names is not in it.</exception>
    public ChatResponse Read(JsonElement root, string body)
    {
        ChatResponse response = Of(service.Paths.ContainsKey("AnswerPath") ? Text(Select("AnswerPath")) : body);
        response.AdditionalProperties!.Clear();
        if (Select("PassagesPath") is { } passages) { response.AdditionalProperties[LiveModel.PassagesProperty] = Passages(passages); }
        if (Number("CostPath") is { } cost) { response.AdditionalProperties[LiveModel.CostProperty] = cost; }

        long? input = Whole("InputTokensPath"), output = Whole("OutputTokensPath");
        if ((input ?? output) is not null) { response.Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output }; }

        response.FinishReason = Select("FinishPath") is { ValueKind: JsonValueKind.String } finish ? Finish(finish.GetString()!) : ChatFinishReason.Stop;
        if (Select("ToolCallsPath") is { } calls)
        {
            int number = 0;
            foreach (JsonElement call in Items(calls)) { response.Messages[0].Contents.Add(Call(call, number++)); }
        }

        return response;

        JsonElement? Select(string name)
        {
            if (!service.Paths.TryGetValue(name, out JsonPath? path)) { return null; }

            JsonElement found = path.Select(root) ?? throw Unfit($"{name} ({path}) finds nothing in it");
            return found.ValueKind == JsonValueKind.Null ? null : found;
        }

        double? Number(string name) => Select(name) is not { } value ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) && number >= 0 ? number
            : throw Unfit($"{name} ({service.Paths[name]}) finds no number of at least 0 in it");

        long? Whole(string name) => Number(name) is not { } number ? null
            : number <= long.MaxValue / 2 && number == Math.Floor(number) ? (long)number
            : throw Unfit($"{name} ({service.Paths[name]}) finds no whole number in it");

        IReadOnlyList<Passage> Passages(JsonElement list) => [.. Items(list).Select(item => item.ValueKind == JsonValueKind.String
            ? new Passage(item.GetString()!)
            : new Passage(
                (service.PassageText is { } field ? Inside(item, field) : s_usualTexts.Select(n => Inside(item, n)).FirstOrDefault(v => v is not null)) is { } text ? Text(text)
                    : throw Unfit($"a passage has no text at {service.PassageText ?? string.Join(", ", s_usualTexts)}"),
                Inside(item, service.PassageId ?? "id") is { } id ? Text(id) : null))];

        MalformedAnswerException Unfit(string what) => new($"{what}: {Beginning(body)}") { IsFinal = true };
    }

    /// <summary>A list's items; of one thing, that thing.</summary>
    private static JsonElement[] Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    /// <summary>Texts as they are, all else as JSON; nothing for null.</summary>
    private static string Text(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => string.Empty,
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => other.GetRawText(),
    };

    private static JsonElement? Inside(JsonElement item, string field)
    {
        JsonElement? value = item;
        foreach (string name in field.Split('.')) { value = value?.Member(name); }

        return value;
    }

    private static ChatFinishReason Finish(string word) => word.ToLower(CultureInfo.InvariantCulture) switch
    {
        "length" or "max_tokens" or "max_output_tokens" => ChatFinishReason.Length,
        "content_filter" or "safety" or "refusal" or "filtered" => ChatFinishReason.ContentFilter,
        "tool_calls" or "tool_use" or "function_call" => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    /// <summary>A call as OpenAI (<c>function.name</c>), Anthropic (<c>input</c>) and LangChain (<c>args</c>) write it.</summary>
    private static FunctionCallContent Call(JsonElement call, int number)
    {
        JsonElement inner = call.Member("function") ?? call;
        string name = inner.Text("name") ?? throw new MalformedAnswerException("a tool call in it has no name") { IsFinal = true };
        string arguments = Text(inner.Member("arguments") ?? inner.Member("args") ?? inner.Member("input"));
        string id = call.Text("id") ?? FormattableString.Invariant($"call-{number}");
        return new FunctionCallContent(id, name) { RawRepresentation = new ToolCall(id, name, arguments.Length == 0 ? "{}" : arguments) };
    }
}
