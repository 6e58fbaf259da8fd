using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmEval.Endpoints.Wire;

/// <summary>Events of a response; the last has all of it: https://platform.openai.com/docs/api-reference/responses-streaming.</summary>
internal sealed class ResponsesStream : StreamedAnswer
{
    private JsonNode? _response;

    /// <inheritdoc/>
    public override bool Add(JsonElement piece)
    {
        string type = piece.Text("type") ?? throw new MalformedAnswerException("an event has no type");
        if (type is "response.completed" or "response.incomplete" or "response.failed") { (_response, IsOver) = (Node(piece.Member("response")), true); }

        return type.EndsWith(".delta", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override ErrorBody? Error(JsonElement piece) => piece.Text("type") == "error" ? ErrorBody.Of(piece) : base.Error(piece);

    /// <inheritdoc/>
    protected override JsonNode? Document() => _response;
}
