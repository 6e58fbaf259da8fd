using System.Net.Http.Headers;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>Chat completions, the language of OpenAI that most other servers speak: https://platform.openai.com/docs/api-reference/chat.</summary>
internal class ChatCompletionsFormat : WireFormat
{
    /// <inheritdoc/>
    public override Uri Address(EndpointOptions options) => Below(options.Endpoint, "/chat/completions");

    /// <inheritdoc/>
    public override WireFormat Embeddings => new EmbeddingsFormat(this, static o => Below(o.Endpoint, "/embeddings"));

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential) =>
        OpenAIHeaders.Add(headers, options, credential);

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WriteStartArray("messages");
        foreach (ChatMessage message in messages) { Message(json, message); }

        json.WriteEndArray();
        json.Number("temperature", chat?.Temperature);
        json.Number("top_p", chat?.TopP);
        json.Number("top_k", chat?.TopK);
        json.Number(LimitName(options), chat?.MaxOutputTokens);
        json.Number("seed", chat?.Seed);
        json.Number("frequency_penalty", chat?.FrequencyPenalty);
        json.Number("presence_penalty", chat?.PresencePenalty);
        json.Texts("stop", chat?.StopSequences);
        if (chat.WantsLogprobs()) { json.WriteBoolean("logprobs", true); }

        json.Tools(chat, isNested: true);
        if (options.IsStreamed)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        if (chat?.ResponseFormat is ChatResponseFormatJson format)
        {
            json.WriteStartObject("response_format");
            if (format.Schema is { } schema)
            {
                json.WriteString("type", "json_schema");
                json.WriteStartObject("json_schema");
                json.WriteString("name", format.SchemaName ?? "answer");
                json.WritePropertyName("schema");
                schema.WriteTo(json);
                json.WriteBoolean("strict", true);
                json.WriteEndObject();
            }
            else { json.WriteString("type", "json_object"); }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public sealed override StreamedAnswer Streamed() => new ChatCompletionsStream();

    /// <inheritdoc/>
    public sealed override ChatResponse Read(JsonElement root)
    {
        JsonElement choice = root.Member("choices").Items().FirstOrDefault();
        if (choice.Member("message") is not { ValueKind: JsonValueKind.Object } message) { throw new MalformedAnswerException("it has no choices[0].message"); }

        string? reason = choice.Text("finish_reason");
        if (reason == "error") { throw new MalformedAnswerException("its finish_reason is 'error'"); }

        List<AIContent> contents = [];
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } thought) { contents.Add(new TextReasoningContent(thought)); }

        // A refusal is what the model said.
        string? refusal = message.Text("refusal");
        contents.Add(new TextContent(Said(message) is { Length: > 0 } text ? text : refusal ?? string.Empty));
        FunctionCallContent[] calls = [.. Calls(message)];
        contents.AddRange(calls);
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            FinishReason = reason switch
            {
                "length" => ChatFinishReason.Length,
                "content_filter" => ChatFinishReason.ContentFilter,
                "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,

                // Some servers end every whole answer with "stop".
                _ when calls.Length > 0 => ChatFinishReason.ToolCalls,
                _ => ChatFinishReason.Stop,
            },
            AdditionalProperties = [],
        };
        if (root.Text("system_fingerprint") is { } print) { response.AdditionalProperties["system_fingerprint"] = print; }
        if (refusal is { Length: > 0 }) { response.AdditionalProperties["refusal"] = refusal; }

        response.Usage = root.Usage("prompt", "completion");
        root.Cost(response);
        choice.Member("logprobs")?.Member("content").Logprobs(response);
        return response;
    }

    /// <summary>OpenAI itself takes the new name only for its reasoning models; most other servers know the old one only.</summary>
    protected virtual string LimitName(EndpointOptions options) =>
        options.Endpoint.Host.EndsWith("api.openai.com", StringComparison.Ordinal) ? "max_completion_tokens" : "max_tokens";

    /// <summary>The content: a text, or a list of parts as some servers send it.</summary>
    internal static string? Said(JsonElement message, string name = "content") => message.Member(name) is { ValueKind: JsonValueKind.Array } parts
        ? string.Concat(parts.EnumerateArray().Select(static p => p.Text("text")))
        : message.Text(name);

    /// <summary>The calls of an answer, in today's word and in the old one.</summary>
    private static IEnumerable<FunctionCallContent> Calls(JsonElement message)
    {
        foreach (JsonElement call in message.Member("tool_calls").Items())
        {
            JsonElement function = call.Member("function") ?? throw new MalformedAnswerException("a tool call has no function");
            yield return ToolWords.Call(call.Text("id"), function.Text("name"), ToolWords.ArgumentsOf(function, "arguments"));
        }

        if (message.Member("function_call") is { } only) { yield return ToolWords.Call(null, only.Text("name"), ToolWords.ArgumentsOf(only, "arguments")); }
    }

    private static void Message(Utf8JsonWriter json, ChatMessage message)
    {
        foreach (FunctionResultContent result in message.Results())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("tool_call_id", result.CallId);
            json.WriteString("content", result.Text());
            json.WriteEndObject();
        }

        if (message.Contents is [FunctionResultContent, ..]) { return; }

        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        IReadOnlyList<AIContent> said = message.Said();
        IReadOnlyList<FunctionCallContent> calls = message.Calls();
        if (!said.AreText()) { json.Parts(said, content => Part(json, content)); }
        else if (calls.Count == 0 || said.Count > 0) { json.WriteString("content", said.Text()); }

        if (calls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (FunctionCallContent call in calls)
            {
                json.WriteStartObject();
                json.WriteString("id", call.CallId);
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", call.Name);
                json.WriteString("arguments", call.Arguments());
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
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
                Image(json, data.Uri);
                break;
            case UriContent link when link.HasTopLevelMediaType("image"):
                Image(json, link.Uri.AbsoluteUri);
                break;
            case DataContent data when data.HasTopLevelMediaType("audio"):
                json.WriteString("type", "input_audio");
                json.WriteStartObject("input_audio");
                json.WriteBase64String("data", data.Data.Span);
                json.WriteString("format", data.MediaType is "audio/mpeg" or "audio/mp3" ? "mp3" : "wav");
                json.WriteEndObject();
                break;
            default: throw Writing.Unsupported(content);
        }
    }

    private static void Image(Utf8JsonWriter json, string address)
    {
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WriteString("url", address);
        json.WriteEndObject();
    }
}
