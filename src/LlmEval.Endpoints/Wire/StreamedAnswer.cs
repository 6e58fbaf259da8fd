using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmEval.Endpoints.Wire;

/// <summary>
/// Puts the pieces of one answer together to the document that the service would have sent at once, so that both are read by the same code.
/// </summary>
internal abstract class StreamedAnswer
{
    /// <summary>Whether nothing follows that matters.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>Takes the next piece.</summary>
    /// <returns>Whether it brings something that the model generated: words, thoughts or a call.</returns>
    /// <exception cref="MalformedAnswerException">It is no piece of an answer.</exception>
    public abstract bool Add(JsonElement piece);

    /// <summary>What a piece says of an error; null when it is none.</summary>
    public virtual ErrorBody? Error(JsonElement piece) => piece.Member("error") is null ? null : ErrorBody.Of(piece);

    /// <summary>The answer as one document.</summary>
    /// <exception cref="MalformedAnswerException">The stream ended before the answer did.</exception>
    public JsonElement Whole() => JsonSerializer.SerializeToElement(Document() ?? throw new MalformedAnswerException("it ended before it was whole"));

    /// <summary>The document; null when the answer is not whole.</summary>
    protected abstract JsonNode? Document();

    /// <summary>A value as a node of the document.</summary>
    protected static JsonNode? Node(JsonElement? value) => value is { } element ? JsonSerializer.SerializeToNode(element) : null;
}
