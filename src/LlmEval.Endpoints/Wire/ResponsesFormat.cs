using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>OpenAI's responses: https://platform.openai.com/docs/api-reference/responses. It has neither seed nor stop texts.</summary>
internal sealed class ResponsesFormat : WireFormat
{
    /// <inheritdoc/>
    public override Uri Address(EndpointOptions options) => Below(options.Endpoint, "/responses");

    /// <inheritdoc/>
    public override WireFormat Embeddings => new EmbeddingsFormat(this, static o => Below(o.Endpoint, "/embeddings"));

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential) =>
        OpenAIHeaders.Add(headers, options, credential);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        if (chat?.StopSequences is { Count: > 0 }) { throw new NotSupportedException("the responses API knows no stop texts; use Api=\"chat\""); }

        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WriteStartArray("input");
        foreach (ChatMessage message in messages) { Items(json, message); }

        json.WriteEndArray();

        // Nothing of a run is left on the server.
        json.WriteBoolean("store", false);
        json.Number("temperature", chat?.Temperature);
        json.Number("top_p", chat?.TopP);
        json.Number("max_output_tokens", chat?.MaxOutputTokens);
        if (chat.WantsLogprobs()) { json.Texts("include", ["message.output_text.logprobs"]); }

        json.Tools(chat, isNested: false);
        if (options.IsStreamed) { json.WriteBoolean("stream", true); }

        if (chat?.ResponseFormat is ChatResponseFormatJson format)
        {
            json.WriteStartObject("text");
            json.WriteStartObject("format");
            if (format.Schema is { } schema)
            {
                json.WriteString("type", "json_schema");
                json.WriteString("name", format.SchemaName ?? "answer");
                json.WritePropertyName("schema");
                schema.WriteTo(json);
                json.WriteBoolean("strict", true);
            }
            else { json.WriteString("type", "json_object"); }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override StreamedAnswer Streamed() => new ResponsesStream();

    /// <inheritdoc/>
    public override ChatResponse Read(JsonElement root)
    {
        string? status = root.Text("status");
        if (status is not ("completed" or "incomplete") || root.Member("output") is not { ValueKind: JsonValueKind.Array })
        {
            throw new MalformedAnswerException(status is null ? "it has neither status nor output" : $"its status is '{status}'");
        }

        StringBuilder text = new();
        List<FunctionCallContent> calls = [];
        List<JsonElement> tokens = [];
        string? refusal = null;
        foreach (JsonElement item in root.Member("output").Items())
        {
            switch (item.Text("type"))
            {
                case "function_call": calls.Add(ToolWords.Call(item.Text("call_id"), item.Text("name"), ToolWords.ArgumentsOf(item, "arguments"))); break;
                case "message": refusal = Said(item, text, tokens) ?? refusal; break;
            }
        }

        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, [new TextContent(text.Length > 0 ? text.ToString() : refusal ?? string.Empty), .. calls]))
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            FinishReason = status == "completed" ? calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop
                : root.Member("incomplete_details")?.Text("reason") == "content_filter" ? ChatFinishReason.ContentFilter : ChatFinishReason.Length,
            AdditionalProperties = [],
        };
        if (refusal is { Length: > 0 }) { response.AdditionalProperties["refusal"] = refusal; }

        response.Usage = root.Usage("input", "output");
        root.Cost(response);
        tokens.Logprobs(response);
        return response;
    }

    /// <summary>Adds what a message says; gives the refusal, if it is one.</summary>
    private static string? Said(JsonElement item, StringBuilder text, List<JsonElement> tokens)
    {
        string? refusal = null;
        foreach (JsonElement part in item.Member("content").Items())
        {
            if (part.Text("type") == "refusal") { refusal = part.Text("refusal"); }
            else { text.Append(part.Text("text")); }

            tokens.AddRange(part.Member("logprobs").Items());
        }

        return refusal;
    }

    /// <summary>A message, and each call and each result as an item of its own.</summary>
    private static void Items(Utf8JsonWriter json, ChatMessage message)
    {
        foreach (FunctionResultContent result in message.Results())
        {
            json.WriteStartObject();
            json.WriteString("type", "function_call_output");
            json.WriteString("call_id", result.CallId);
            json.WriteString("output", result.Text());
            json.WriteEndObject();
        }

        if (message.Contents is [FunctionResultContent, ..]) { return; }

        IReadOnlyList<AIContent> said = message.Said();
        IReadOnlyList<FunctionCallContent> calls = message.Calls();
        if (calls.Count == 0 || said.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            if (said.AreText()) { json.WriteString("content", said.Text()); }
            else { json.Parts(said, content => Part(json, message.Role, content)); }

            json.WriteEndObject();
        }

        foreach (FunctionCallContent call in calls)
        {
            json.WriteStartObject();
            json.WriteString("type", "function_call");
            json.WriteString("call_id", call.CallId);
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.Arguments());
            json.WriteEndObject();
        }
    }

    private static void Part(Utf8JsonWriter json, ChatRole role, AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                json.WriteString("type", role == ChatRole.Assistant ? "output_text" : "input_text");
                json.WriteString("text", text.Text);
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                json.WriteString("type", "input_image");
                json.WriteString("image_url", data.Uri);
                break;
            default: throw Writing.Unsupported(content);
        }
    }
}
