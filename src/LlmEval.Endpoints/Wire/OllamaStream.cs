using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmEval.Endpoints.Wire;

/// <summary>Lines of a chat, each a document with a part of the message; the last has the counts.</summary>
internal sealed class OllamaStream : StreamedAnswer
{
    private readonly StringBuilder _content = new();
    private readonly StringBuilder _thinking = new();
    private readonly JsonArray _calls = [];
    private readonly JsonArray _logprobs = [];
    private JsonObject? _last;

    /// <inheritdoc/>
    public override bool Add(JsonElement piece)
    {
        JsonElement message = piece.Member("message") ?? throw new MalformedAnswerException("it has no message");
        string? content = message.Text("content");
        string? thought = message.Text("thinking");
        _content.Append(content);
        _thinking.Append(thought);
        int before = _calls.Count;
        foreach (JsonElement call in message.Member("tool_calls").Items()) { _calls.Add(Call(call)); }
        foreach (JsonElement token in piece.Member("logprobs").Items()) { _logprobs.Add(Node(token)); }

        if (piece.Member("done") is { ValueKind: JsonValueKind.True }) { (_last, IsOver) = ((JsonObject)Node(piece)!, true); }

        return content is { Length: > 0 } || thought is { Length: > 0 } || _calls.Count > before;
    }

    /// <inheritdoc/>
    protected override JsonNode? Document()
    {
        if (_last is null) { return null; }

        JsonObject message = new() { ["role"] = "assistant", ["content"] = _content.ToString() };
        if (_thinking.Length > 0) { message["thinking"] = _thinking.ToString(); }
        if (_calls.Count > 0) { message["tool_calls"] = _calls; }
        if (_logprobs.Count > 0) { _last["logprobs"] = _logprobs; }

        _last["message"] = message;
        return _last;
    }

    /// <summary>A call whose arguments are a text, because an object would lose the model's own way of writing it.</summary>
    private static JsonNode? Call(JsonElement call)
    {
        JsonNode? node = Node(call);
        if (call.Member("function") is { } function && ToolWords.ArgumentsOf(function, "arguments") is { } arguments) { node!["function"]!["arguments"] = arguments; }

        return node;
    }
}
