using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints;

/// <summary>A remote model as a chat client; any number of requests at once.</summary>
internal sealed class EndpointChatClient : IChatClient
{
    /// <summary>The body is JSON and no part of a page: letters of every script stay what they are.</summary>
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EndpointOptions _options;
    private readonly WireFormat _format;
    private readonly RequestSender _sender;
    private readonly RequestSender? _embedding;
    private readonly EndpointEmbedder? _embedder;

    public EndpointChatClient(EndpointOptions options, WireFormat format, Credential? credential, RetrySettings retries, TimeProvider time)
    {
        (_options, _format) = (options, format);
        _sender = new RequestSender(options, format, credential, retries, time);
        if (format.Embeddings is not { } embeddings) { return; }

        _embedding = new RequestSender(options, embeddings, credential, retries, time);
        _embedder = new EndpointEmbedder(async (text, ct) =>
            Response(await _embedding.SendAsync(Body(embeddings, [new ChatMessage(ChatRole.User, text)], null), ct).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    /// <exception cref="LlmEvalException">The endpoint will refuse every request.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] conversation = [.. messages];
        ChatResponse response = Response(await _sender.SendAsync(Body(_format, conversation, options), cancellationToken).ConfigureAwait(false));
        ToolWords.NameCalls(response, conversation);
        return response;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) { yield return update; }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(providerUri: _options.Endpoint, defaultModelId: _options.Model)
        : serviceType == typeof(IEmbeddingGenerator<string, Embedding<float>>) || serviceType == typeof(IEmbeddingGenerator) ? _embedder
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        _embedding?.Dispose();
    }

    private ChatResponse Response(Attempt attempt)
    {
        if (attempt.Response is { } response) { return response; }

        throw attempt.Failure!.Kind == FailureKind.Refused
            ? new LlmEvalException(Diagnostics.EndpointRefuses.At(_options.Location, attempt.Failure.Message))
            : new EndpointTroubleException(attempt.Failure.Message);
    }

    private ReadOnlyMemory<byte> Body(WireFormat format, ChatMessage[] messages, ChatOptions? options)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using Utf8JsonWriter json = new(buffer, s_writing);
        try
        {
            format.Write(json, _options, messages, options);
        }
        catch (NotSupportedException e)
        {
            throw new LlmEvalException(Diagnostics.BadValue.At(_options.Location, $"The model '{_options.Name}' cannot be asked: {e.Message}."));
        }

        json.Flush();
        return buffer.WrittenMemory;
    }
}
