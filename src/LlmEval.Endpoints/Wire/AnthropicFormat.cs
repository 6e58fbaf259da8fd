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
        if (chat.WantsLogprobs()) { throw new NotSupportedException("the Messages API has no log-probabilities; leave 'logprobs' out"); }
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
        Messages(json, messages);
        json.WriteEndArray();
        json.Number("temperature", chat?.Temperature);
        json.Number("top_p", chat?.TopP);
        json.Number("top_k", chat?.TopK);
        json.Texts("stop_sequences", chat?.StopSequences);
        Tools(json, chat);
        if (options.IsStreamed) { json.WriteBoolean("stream", true); }

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
    public override StreamedAnswer Streamed() => new AnthropicStream();

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
                case "tool_use": contents.Add(ToolWords.Call(block.Text("id"), block.Text("name"), ToolWords.ArgumentsOf(block, "input"))); break;
                case "thinking": contents.Add(new TextReasoningContent(block.Text("thinking"))); break;
            }
        }

        contents.Insert(contents.FindLastIndex(static c => c is TextReasoningContent) + 1, new TextContent(text.ToString()));
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

    private static void Tools(Utf8JsonWriter json, ChatOptions? chat)
    {
        IReadOnlyList<AIFunctionDeclaration> functions = chat.Functions();
        if (functions.Count == 0) { return; }

        json.WriteStartArray("tools");
        foreach (AIFunctionDeclaration function in functions)
        {
            json.WriteStartObject();
            json.WriteString("name", function.Name);
            if (function.Description is { Length: > 0 } description) { json.WriteString("description", description); }

            json.WritePropertyName("input_schema");
            function.JsonSchema.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        bool isRequired = chat.IsRequired(out string? name);
        if (!isRequired && chat!.ToolMode is not NoneChatToolMode && chat.AllowMultipleToolCalls is null) { return; }

        json.WriteStartObject("tool_choice");
        json.WriteString("type", name is not null ? "tool" : isRequired ? "any" : chat!.ToolMode is NoneChatToolMode ? "none" : "auto");
        if (name is not null) { json.WriteString("name", name); }
        if (chat!.AllowMultipleToolCalls is { } several && chat.ToolMode is not NoneChatToolMode) { json.WriteBoolean("disable_parallel_tool_use", !several); }

        json.WriteEndObject();
    }

    /// <summary>The messages but the system's. Results are the user's words, and those that follow each other belong into one message.</summary>
    private static void Messages(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages)
    {
        bool isOpen = false;
        foreach (ChatMessage message in messages.Where(static m => m.Role != ChatRole.System))
        {
            IReadOnlyList<FunctionResultContent> results = message.Results();
            if (results.Count == 0 && isOpen) { Close(); }

            if (results.Count > 0 && !isOpen)
            {
                json.WriteStartObject();
                json.WriteString("role", "user");
                json.WriteStartArray("content");
                isOpen = true;
            }

            foreach (FunctionResultContent result in results)
            {
                json.WriteStartObject();
                json.WriteString("type", "tool_result");
                json.WriteString("tool_use_id", result.CallId);
                json.WriteString("content", result.Text());
                json.WriteEndObject();
            }

            if (results.Count > 0) { continue; }

            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            if (message.Contents.AreText()) { json.WriteString("content", message.Text); }
            else { json.Parts(message.Contents, content => Part(json, content)); }

            json.WriteEndObject();
        }

        if (isOpen) { Close(); }

        void Close()
        {
            json.WriteEndArray();
            json.WriteEndObject();
            isOpen = false;
        }
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
            case FunctionCallContent call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", call.CallId);
                json.WriteString("name", call.Name);
                json.WriteObject("input", call);
                break;
            default: throw Writing.Unsupported(content);
        }
    }
}
