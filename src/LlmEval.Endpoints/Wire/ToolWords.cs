using System.Text.Json;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>Tools, calls and results in what the formats share of them.</summary>
internal static class ToolWords
{
    /// <summary>Where the model's words go that a format wants to be an object and that are none: Anthropic's own advice.</summary>
    private const string NoJson = "INVALID_JSON";

    /// <summary>The tools that the model may call; empty for none.</summary>
    /// <exception cref="NotSupportedException">A tool is no function: it would be left out in silence, and the answer be one to another question.</exception>
    public static IReadOnlyList<AIFunctionDeclaration> Functions(this ChatOptions? chat) => chat?.Tools is not { Count: > 0 } tools ? []
        : [.. tools.Select(static t => t as AIFunctionDeclaration ?? throw new NotSupportedException($"the tool '{t.Name}' is no function, and others cannot be given to this endpoint"))];

    /// <summary>The calls of a message, in order.</summary>
    public static IReadOnlyList<FunctionCallContent> Calls(this ChatMessage message) => [.. message.Contents.OfType<FunctionCallContent>()];

    /// <summary>The results of a message, in order; a message has either these or other parts.</summary>
    /// <exception cref="NotSupportedException">It has both.</exception>
    public static IReadOnlyList<FunctionResultContent> Results(this ChatMessage message)
    {
        FunctionResultContent[] results = [.. message.Contents.OfType<FunctionResultContent>()];
        return results.Length == 0 || results.Length == message.Contents.Count ? results
            : throw Writing.Unsupported(message.Contents.First(static c => c is not FunctionResultContent));
    }

    /// <summary>What a message says beside its calls.</summary>
    public static IReadOnlyList<AIContent> Said(this ChatMessage message) => [.. message.Contents.Where(static c => c is not FunctionCallContent)];

    /// <summary>The arguments as text: as the model wrote them, where that is known.</summary>
    public static string Arguments(this FunctionCallContent call) => call.RawRepresentation is ToolCall own ? own.Arguments
        : JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions);

    /// <summary>The arguments as an object. What the model wrote and is none is given back to it inside of one.</summary>
    public static void WriteObject(this Utf8JsonWriter json, string name, FunctionCallContent call)
    {
        string arguments = call.Arguments();
        json.WritePropertyName(name);
        if (IsObject(arguments)) { json.WriteRawValue(arguments); }
        else
        {
            json.WriteStartObject();
            json.WriteString(NoJson, arguments);
            json.WriteEndObject();
        }
    }

    /// <summary>What a tool returned, as text.</summary>
    public static string Text(this FunctionResultContent result) => result.Result as string
        ?? (result.Result is null ? string.Empty : JsonSerializer.Serialize(result.Result, AIJsonUtilities.DefaultOptions));

    /// <summary>Whether some tool must be called, and which, where one is named.</summary>
    public static bool IsRequired(this ChatOptions? chat, out string? name)
    {
        name = (chat?.ToolMode as RequiredChatToolMode)?.RequiredFunctionName;
        return chat?.ToolMode is RequiredChatToolMode;
    }

    /// <summary>A call as answers carry it, with the model's own words.</summary>
    /// <param name="id">Its name for the result; empty where the server gives none.</param>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">What the model wrote; empty means no arguments.</param>
    public static FunctionCallContent Call(string? id, string? name, string? arguments)
    {
        string words = string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments;
        return new FunctionCallContent(id ?? string.Empty, name ?? throw new MalformedAnswerException("a tool call names no tool"), Parsed(words))
        {
            RawRepresentation = new ToolCall(id ?? string.Empty, name, words),
        };
    }

    /// <summary>The value of a call's arguments, which some servers send as text and others as an object.</summary>
    public static string? ArgumentsOf(JsonElement holder, string name) => holder.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } value => value.GetRawText(),
        null => null,
    };

    /// <summary>
    /// Gives every call of a response an id that no call of the conversation has: some servers give none, and some count anew in each answer.
    /// The id follows from the conversation alone, so that the next request's key does too.
    /// </summary>
    public static void NameCalls(ChatResponse response, IReadOnlyList<ChatMessage> messages)
    {
        HashSet<string>? known = null;
        int count = 0;
        foreach (ChatMessage message in response.Messages)
        {
            for (int i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is not FunctionCallContent call) { continue; }

                if (known is null)
                {
                    known = new(StringComparer.Ordinal);
                    foreach (FunctionCallContent earlier in messages.SelectMany(static m => m.Contents).OfType<FunctionCallContent>())
                    {
                        known.Add(earlier.CallId);
                        count++;
                    }
                }

                count++;
                if (call.CallId.Length > 0 && known.Add(call.CallId)) { continue; }

                string id = FormattableString.Invariant($"call_{count}");
                while (!known.Add(id)) { id += "_"; }

                message.Contents[i] = Call(id, call.Name, call.Arguments());
            }
        }
    }

    private static bool IsObject(string text) => Parsed(text) is not null;

    private static Dictionary<string, object?>? Parsed(string text)
    {
        try { return JsonSerializer.Deserialize<Dictionary<string, object?>>(text, AIJsonUtilities.DefaultOptions); }
        catch (JsonException) { return null; }
    }
}
