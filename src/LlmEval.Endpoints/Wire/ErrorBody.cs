using System.Text.Json;

namespace LlmEval.Endpoints.Wire;

/// <summary>What a server says of an error, in any of the shapes that are in use. Not yet free of secrets.</summary>
/// <param name="Message">Its words; empty when there are none.</param>
/// <param name="Code">Code, and where there is none the type; empty when there is none.</param>
/// <param name="Parameter">The part of the request that it dislikes; empty when it does not say.</param>
/// <param name="IsFiltered">Whether a content filter stopped the request: the model's own doing, not trouble.</param>
internal sealed record ErrorBody(string Message, string Code, string Parameter, bool IsFiltered)
{
    private static readonly ErrorBody s_empty = new(string.Empty, string.Empty, string.Empty, IsFiltered: false);

    /// <summary>Reads the body of an answer that is no success; never throws.</summary>
    public static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Of(document.RootElement) ?? s_empty;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a text in it that is none: half a letter where the server cut what it quotes, another encoding.
            return s_empty;
        }
    }

    /// <summary>Reads an error inside a document; null when it holds none.</summary>
    public static ErrorBody? Of(JsonElement root)
    {
        if (root.Member("error") is { ValueKind: JsonValueKind.String } text) { return s_empty with { Message = text.GetString()! }; }

        JsonElement error = root.Member("error") is { ValueKind: JsonValueKind.Object } inside ? inside : root;
        string? message = error.Text("message") ?? error.Text("detail") ?? error.Member("detail")?.GetRawText();
        string code = error.Text("code") ?? error.Whole("code")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? error.Text("type") ?? string.Empty;
        if (root.Member("error") is null && message is null) { return null; }

        // Azure: code content_filter. OpenAI: content_policy_violation. OpenRouter: 403 with the moderator's reasons.
        bool filtered = code is "content_filter" or "content_policy_violation" || error.Member("metadata")?.Member("reasons") is not null;
        return new ErrorBody(message ?? string.Empty, code, error.Text("param") ?? string.Empty, filtered);
    }
}
