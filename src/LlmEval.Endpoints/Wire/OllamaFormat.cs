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
    public override WireFormat Embeddings => new EmbeddingsFormat(this, static o => Below(o.Endpoint, "/api/embed"));

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential) =>
        OpenAIHeaders.Add(headers, options, credential);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        IReadOnlyList<AIFunctionDeclaration> functions = chat.Functions();
        if (chat.IsRequired(out _) || chat?.AllowMultipleToolCalls is not null)
        {
            throw new NotSupportedException("Ollama lets the model choose which tools it calls, and how many");
        }

        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WriteBoolean("stream", options.IsStreamed);
        json.WriteStartArray("messages");
        foreach (ChatMessage message in messages) { Message(json, message, messages); }

        json.WriteEndArray();
        if (chat?.ResponseFormat is ChatResponseFormatJson format)
        {
            json.WritePropertyName("format");
            if (format.Schema is { } schema) { schema.WriteTo(json); }
            else { json.WriteStringValue("json"); }
        }

        if (chat.WantsLogprobs()) { json.WriteBoolean("logprobs", true); }

        // There is no word for "none": a model that shall call nothing is told of nothing.
        if (functions.Count > 0 && chat!.ToolMode is not NoneChatToolMode) { Tools(json, functions); }

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
    public override StreamedAnswer Streamed() => new OllamaStream();

    /// <inheritdoc/>
    public override bool StreamsLines => true;

    /// <inheritdoc/>
    public override ChatResponse Read(JsonElement root)
    {
        if (root.Member("message") is not { ValueKind: JsonValueKind.Object } message) { throw new MalformedAnswerException("it has no message"); }
        if (root.Member("done") is not { ValueKind: JsonValueKind.True }) { throw new MalformedAnswerException("it is not done"); }

        List<AIContent> contents = [];
        if (message.Text("thinking") is { Length: > 0 } thought) { contents.Add(new TextReasoningContent(thought)); }

        contents.Add(new TextContent(message.Text("content")));
        int before = contents.Count;
        foreach (JsonElement call in message.Member("tool_calls").Items())
        {
            JsonElement function = call.Member("function") ?? throw new MalformedAnswerException("a tool call has no function");
            contents.Add(ToolWords.Call(call.Text("id"), function.Text("name"), ToolWords.ArgumentsOf(function, "arguments")));
        }

        long? input = root.Whole("prompt_eval_count");
        long? output = root.Whole("eval_count");
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = root.Text("model"),
            FinishReason = root.Text("done_reason") == "length" ? ChatFinishReason.Length : contents.Count > before ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = input is null && output is null ? null
                : new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
            AdditionalProperties = [],
        };
        root.Member("logprobs").Logprobs(response);
        return response;
    }

    private static void Tools(Utf8JsonWriter json, IReadOnlyList<AIFunctionDeclaration> functions)
    {
        json.WriteStartArray("tools");
        foreach (AIFunctionDeclaration function in functions)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", function.Name);
            json.WriteString("description", function.Description);
            json.WritePropertyName("parameters");
            function.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Message(Utf8JsonWriter json, ChatMessage message, IReadOnlyList<ChatMessage> all)
    {
        foreach (FunctionResultContent result in message.Results())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("content", result.Text());
            if (all.SelectMany(static m => m.Calls()).LastOrDefault(c => c.CallId == result.CallId) is { } answered) { json.WriteString("tool_name", answered.Name); }

            json.WriteString("tool_call_id", result.CallId);
            json.WriteEndObject();
        }

        if (message.Contents is [FunctionResultContent, ..]) { return; }

        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        json.WriteString("content", message.Text);
        Images(json, message.Said());
        if (message.Calls() is { Count: > 0 } calls)
        {
            json.WriteStartArray("tool_calls");
            foreach (FunctionCallContent call in calls)
            {
                json.WriteStartObject();
                json.WriteString("id", call.CallId);
                json.WriteStartObject("function");
                json.WriteString("name", call.Name);
                json.WriteObject("arguments", call);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Images(Utf8JsonWriter json, IReadOnlyList<AIContent> said)
    {
        if (said.AreText()) { return; }

        json.WriteStartArray("images");
        foreach (AIContent content in said.Where(static c => c is not TextContent))
        {
            if (content is not DataContent data || !data.HasTopLevelMediaType("image")) { throw Writing.Unsupported(content); }

            json.WriteBase64StringValue(data.Data.Span);
        }

        json.WriteEndArray();
    }
}
