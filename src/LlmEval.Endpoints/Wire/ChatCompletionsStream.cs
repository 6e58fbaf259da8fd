using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmEval.Endpoints.Wire;

/// <summary>Chunks of a chat completion: https://platform.openai.com/docs/api-reference/chat-streaming.</summary>
internal sealed class ChatCompletionsStream : StreamedAnswer
{
    private static readonly string[] s_ofTheAnswer = ["id", "model", "system_fingerprint", "usage"];
    private static readonly string[] s_texts = ["content", "refusal", "reasoning_content", "reasoning"];

    private readonly JsonObject _root = [];
    private readonly Dictionary<string, StringBuilder> _said = new(StringComparer.Ordinal);
    private readonly List<Call> _calls = [];
    private readonly JsonArray _logprobs = [];
    private Call? _function;
    private string? _finish;

    /// <inheritdoc/>
    public override bool Add(JsonElement piece)
    {
        foreach (string name in s_ofTheAnswer)
        {
            if (piece.Member(name) is { } value) { _root[name] = Node(value); }
        }

        // Of the chunks without a choice one has the usage, and Azure's first has what its filter thinks of the prompt.
        JsonElement choice = piece.Member("choices").Items().FirstOrDefault(static c => (c.Whole("index") ?? 0) == 0);
        if (choice.ValueKind != JsonValueKind.Object) { return false; }

        _finish = choice.Text("finish_reason") ?? _finish;
        foreach (JsonElement token in choice.Member("logprobs")?.Member("content").Items() ?? []) { _logprobs.Add(Node(token)); }

        return choice.Member("delta") is { } delta && Add(delta, delta.Member("tool_calls").Items());
    }

    /// <inheritdoc/>
    protected override JsonNode? Document()
    {
        if (_finish is null) { return null; }

        JsonObject message = new() { ["role"] = "assistant" };
        foreach ((string name, StringBuilder text) in _said) { message[name] = text.ToString(); }

        if (_calls.Count > 0) { message["tool_calls"] = new JsonArray([.. _calls.Select(static c => c.Document())]); }
        if (_function is not null) { message["function_call"] = _function.Function(); }

        JsonObject choice = new() { ["index"] = 0, ["message"] = message, ["finish_reason"] = _finish };
        if (_logprobs.Count > 0) { choice["logprobs"] = new JsonObject { ["content"] = _logprobs }; }

        _root["choices"] = new JsonArray(choice);
        return _root;
    }

    private bool Add(JsonElement delta, IEnumerable<JsonElement> calls)
    {
        bool isSaid = false;
        foreach (string name in s_texts)
        {
            if (ChatCompletionsFormat.Said(delta, name) is not { } text) { continue; }

            if (!_said.TryGetValue(name, out StringBuilder? all)) { _said.Add(name, all = new StringBuilder()); }

            all.Append(text);
            isSaid |= text.Length > 0;
        }

        foreach (JsonElement call in calls)
        {
            Find(call).Add(call.Text("id"), call.Member("function"));
            isSaid = true;
        }

        if (delta.Member("function_call") is { } function)
        {
            (_function ??= new Call(0)).Add(null, function);
            isSaid = true;
        }

        return isSaid;
    }

    /// <summary>The call that a piece belongs to. Servers that number none send each whole, or a new id with each new one.</summary>
    private Call Find(JsonElement piece)
    {
        long? index = piece.Whole("index");
        Call? known = index is not null ? _calls.Find(c => c.Index == index)
            : piece.Text("id") is { Length: > 0 } id ? _calls.Find(c => c.Id == id)
            : piece.Member("function")?.Text("name") is null ? _calls.LastOrDefault() : null;
        if (known is null) { _calls.Add(known = new Call(index ?? _calls.Count)); }

        return known;
    }

    private sealed class Call(long index)
    {
        private readonly StringBuilder _arguments = new();
        private string? _name;

        public long Index { get; } = index;

        public string? Id { get; private set; }

        public void Add(string? id, JsonElement? function)
        {
            Id = id is { Length: > 0 } ? id : Id;
            if (function is not { } part) { return; }

            _name = part.Text("name") is { Length: > 0 } name ? name : _name;
            _arguments.Append(ToolWords.ArgumentsOf(part, "arguments"));
        }

        public JsonObject Document() => new() { ["id"] = Id, ["type"] = "function", ["function"] = Function() };

        public JsonObject Function() => new() { ["name"] = _name, ["arguments"] = _arguments.ToString() };
    }
}
