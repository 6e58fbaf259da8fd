using System.Net.Http.Headers;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>Ollama's own chat: https://github.com/ollama/ollama/blob/main/docs/api.md.</summary>
internal sealed class OllamaFormat : WireFormat
{
    /// <inheritdoc/>
    public override Uri Address(EndpointOptions options) => Below(options.Endpoint, "/api/chat");

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential) =>
        OpenAIHeaders.Add(headers, options, credential);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        RequireNoTools(chat);
        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WriteBoolean("stream", false);
        json.WriteStartArray("messages");
        foreach (ChatMessage message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            json.WriteString("content", message.Text);
            Images(json, message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (chat?.ResponseFormat is ChatResponseFormatJson format)
        {
            json.WritePropertyName("format");
            if (format.Schema is { } schema) { schema.WriteTo(json); }
            else { json.WriteStringValue("json"); }
        }

        json.WriteStartObject("options");
        json.Number("temperature", chat?.Temperature);
        json.Number("top_p", chat?.TopP);
        json.Number("top_k", chat?.TopK);
        json.Number("num_predict", chat?.MaxOutputTokens);
        json.Number("num_ctx", options.ContextSize);
        json.Number("seed", chat?.Seed);
        json.Texts("stop", chat?.StopSequences);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override ChatResponse Read(JsonElement root)
    {
        if (root.Member("message") is not { ValueKind: JsonValueKind.Object } message) { throw new MalformedAnswerException("it has no message"); }
        if (root.Member("done") is not { ValueKind: JsonValueKind.True }) { throw new MalformedAnswerException("it is not done"); }

        List<AIContent> contents = [];
        if (message.Text("thinking") is { Length: > 0 } thought) { contents.Add(new TextReasoningContent(thought)); }

        contents.Add(new TextContent(message.Text("content")));
        long? input = root.Whole("prompt_eval_count");
        long? output = root.Whole("eval_count");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = root.Text("model"),
            FinishReason = root.Text("done_reason") == "length" ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = input is null && output is null ? null
                : new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
            AdditionalProperties = [],
        };
    }

    private static void Images(Utf8JsonWriter json, ChatMessage message)
    {
        if (message.IsText()) { return; }

        json.WriteStartArray("images");
        foreach (AIContent content in message.Contents.Where(static c => c is not TextContent))
        {
            if (content is not DataContent data || !data.HasTopLevelMediaType("image")) { throw Writing.Unsupported(content); }

            json.WriteBase64StringValue(data.Data.Span);
        }

        json.WriteEndArray();
    }
}
