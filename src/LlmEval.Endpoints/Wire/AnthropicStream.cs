using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmEval.Endpoints.Wire;

/// <summary>Events of a message: https://docs.anthropic.com/en/docs/build-with-claude/streaming.</summary>
internal sealed class AnthropicStream : StreamedAnswer
{
    private readonly SortedDictionary<long, Block> _blocks = [];
    private JsonObject? _message;

    /// <inheritdoc/>
    public override bool Add(JsonElement piece)
    {
        switch (piece.Text("type"))
        {
            case "message_start":
                _message = Node(piece.Member("message")) as JsonObject ?? throw new MalformedAnswerException("its first event has no message");
                return false;
            case "content_block_start":
                _blocks[Index(piece)] = new Block(piece.Member("content_block") ?? throw new MalformedAnswerException("a block begins with nothing"));
                return piece.Member("content_block")?.Text("type") == "tool_use";
            case "content_block_delta":
                return _blocks.TryGetValue(Index(piece), out Block? block) && piece.Member("delta") is { } delta ? block.Add(delta)
                    : throw new MalformedAnswerException("a block goes on that never began");
            case "message_delta":
                End(piece);
                return false;
            case "message_stop":
                IsOver = true;
                return false;
            default: return false;
        }
    }

    /// <inheritdoc/>
    protected override JsonNode? Document()
    {
        if (!IsOver || _message is null) { return null; }

        _message["content"] = new JsonArray([.. _blocks.Values.Select(static b => b.Document())]);
        return _message;
    }

    private static long Index(JsonElement piece) => piece.Whole("index") ?? throw new MalformedAnswerException("a block has no number");

    /// <summary>Why it ended, and the usage as it is by then.</summary>
    private void End(JsonElement piece)
    {
        if (_message is null) { throw new MalformedAnswerException("it ends before it begins"); }

        _message["stop_reason"] = piece.Member("delta")?.Text("stop_reason");
        if (piece.Member("usage") is not { ValueKind: JsonValueKind.Object } usage) { return; }

        if (_message["usage"] is not JsonObject known) { _message["usage"] = known = []; }

        foreach (JsonProperty number in usage.EnumerateObject())
        {
            if (number.Value.ValueKind != JsonValueKind.Null) { known[number.Name] = Node(number.Value); }
        }
    }

    private sealed class Block
    {
        private readonly JsonObject _block;
        private readonly string? _type;
        private readonly StringBuilder _said = new();

        public Block(JsonElement block)
        {
            _type = block.Text("type");
            _block = Node(block) as JsonObject ?? throw new MalformedAnswerException("a block is no object");
            _said.Append(block.Text("text") ?? block.Text("thinking"));
        }

        public bool Add(JsonElement delta)
        {
            string? more = delta.Text("text") ?? delta.Text("thinking") ?? delta.Text("partial_json");
            _said.Append(more);
            return more is { Length: > 0 };
        }

        public JsonObject Document()
        {
            // The model's own words: whoever reads the call parses them, and may find that they are no JSON.
            string name = _type switch { "tool_use" => "input", "thinking" => "thinking", _ => "text" };
            _block[name] = _said.ToString();
            return _block;
        }
    }
}
