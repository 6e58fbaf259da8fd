using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>Anthropic's messages: https://docs.anthropic.com/en/api/messages.</summary>
internal sealed class AnthropicFormat : WireFormat
{
    /// <summary>The API wants a limit; this one where nobody says any.</summary>
    public const int DefaultLimit = 4096;

    /// <summary>The newest version that takes all sampling parameters.</summary>
    public const string DefaultVersion = "2023-06-01";

    private const string WithoutSamplingSince = "2026-10-21";

    /// <summary>Whether a version rejects temperature, top-p and top-k.</summary>
    public static bool IsWithoutSampling(string? version) => string.CompareOrdinal(version ?? DefaultVersion, WithoutSamplingSince) >= 0;

    /// <inheritdoc/>
    public override Uri Address(EndpointOptions options) => Below(options.Endpoint, "/v1/messages");

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential)
    {
        if (credential is not null) { headers.TryAddWithoutValidation("x-api-key", credential.Secret); }

        headers.TryAddWithoutValidation("anthropic-version", options.ApiVersion ?? DefaultVersion);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        RequireNoTools(chat);
        if (IsWithoutSampling(options.ApiVersion) && (chat?.Temperature ?? chat?.TopP ?? chat?.TopK) is not null)
        {
            throw new NotSupportedException($"ApiVersion {options.ApiVersion} has no temperature, top-p and top-k; leave them out, or use {DefaultVersion}");
        }

        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WriteNumber("max_tokens", chat?.MaxOutputTokens ?? DefaultLimit);
        string system = string.Join("\n\n", messages.Where(static m => m.Role == ChatRole.System).Select(static m => m.Text));
        if (system.Length > 0) { json.WriteString("system", system); }

        json.WriteStartArray("messages");
        foreach (ChatMessage message in messages.Where(static m => m.Role != ChatRole.System))
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            if (message.IsText()) { json.WriteString("content", message.Text); }
            else { json.Parts(message, content => Part(json, content)); }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Number("temperature", chat?.Temperature);
        json.Number("top_p", chat?.TopP);
        json.Number("top_k", chat?.TopK);
        json.Texts("stop_sequences", chat?.StopSequences);
        if (chat?.ResponseFormat is ChatResponseFormatJson format)
        {
            if (format.Schema is not { } schema) { throw new NotSupportedException("the Messages API has no json_object mode; use json_schema"); }

            json.WriteStartObject("output_config");
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override ChatResponse Read(JsonElement root)
    {
        if (root.Member("content") is not { ValueKind: JsonValueKind.Array } blocks) { throw new MalformedAnswerException("it has no content"); }

        StringBuilder text = new();
        List<AIContent> contents = [];
        foreach (JsonElement block in blocks.EnumerateArray())
        {
            switch (block.Text("type"))
            {
                case "text": text.Append(block.Text("text")); break;
                case "thinking": contents.Add(new TextReasoningContent(block.Text("thinking"))); break;
            }
        }

        contents.Add(new TextContent(text.ToString()));
        string? reason = root.Text("stop_reason");
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            FinishReason = reason switch
            {
                "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
                "refusal" => ChatFinishReason.ContentFilter,
                "tool_use" => ChatFinishReason.ToolCalls,
                _ => ChatFinishReason.Stop,
            },
            AdditionalProperties = [],
        };
        if (root.Member("usage") is { } usage)
        {
            // What came from or went to the prompt cache is counted beside input_tokens, and was read all the same.
            long? cached = usage.Whole("cache_read_input_tokens");
            long? input = usage.Whole("input_tokens") + (cached ?? 0) + (usage.Whole("cache_creation_input_tokens") ?? 0);
            long? output = usage.Whole("output_tokens");
            response.Usage = new UsageDetails
            {
                InputTokenCount = input,
                OutputTokenCount = output,
                TotalTokenCount = input + output,
                CachedInputTokenCount = cached,
            };
        }

        return response;
    }

    private static void Part(Utf8JsonWriter json, AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                json.WriteString("type", "image");
                json.WriteStartObject("source");
                json.WriteString("type", "base64");
                json.WriteString("media_type", data.MediaType);
                json.WriteBase64String("data", data.Data.Span);
                json.WriteEndObject();
                break;
            default: throw Writing.Unsupported(content);
        }
    }
}
