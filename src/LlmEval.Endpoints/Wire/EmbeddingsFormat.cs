using System.Net.Http.Headers;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>
/// Embeddings of one text, beside the chat of a service: https://platform.openai.com/docs/api-reference/embeddings, of Azure, and of Ollama
/// (https://github.com/ollama/ollama/blob/main/docs/api.md). The answer's text is the vector, see <see cref="LiveEmbedder.Text(ReadOnlySpan{float})"/>.
/// </summary>
/// <param name="chat">How the service is signed in to.</param>
/// <param name="address">Where requests go.</param>
internal sealed class EmbeddingsFormat(WireFormat chat, Func<EndpointOptions, Uri> address) : WireFormat
{
    /// <inheritdoc/>
    public override Uri Address(EndpointOptions options) => address(options);

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential) => chat.AddHeaders(headers, options, credential);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WriteString("input", messages[0].Text);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override ChatResponse Read(JsonElement root)
    {
        // OpenAI: {"data":[{"embedding":[...]}]}; Ollama: {"embeddings":[[...]]}.
        JsonElement list = root.Member("data").Items().FirstOrDefault().Member("embedding") ?? root.Member("embeddings").Items().FirstOrDefault();
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0) { throw new MalformedAnswerException("it has no embedding"); }

        float[] vector = new float[list.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in list.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out float value) || !float.IsFinite(value))
            {
                throw new MalformedAnswerException("its embedding is not a list of numbers");
            }

            vector[i++] = value;
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, LiveEmbedder.Text(vector)))
        {
            ModelId = root.Text("model"),
            FinishReason = ChatFinishReason.Stop,
            Usage = root.Usage("prompt", "completion") ?? (root.Whole("prompt_eval_count") is { } tokens ? new UsageDetails { InputTokenCount = tokens } : null),
        };
    }
}
