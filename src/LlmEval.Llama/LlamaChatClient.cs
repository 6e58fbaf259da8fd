using System.Runtime.CompilerServices;
using LlmEval.Llama.Workers;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Protocol;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama;

/// <summary>A local model as a chat client. Any number of requests at once; the worker decodes as many together as it has slots.</summary>
internal sealed class LlamaChatClient : IChatClient, IAsyncDisposable
{
    private readonly LlamaSession _session;
    private readonly LlamaPromptSizes _sizes;
    private readonly LlamaEmbeddingGenerator _embeddings;

    public LlamaChatClient(LlamaSession session)
    {
        _session = session;
        _sizes = new LlamaPromptSizes(session);
        _embeddings = new LlamaEmbeddingGenerator(session);
    }

    /// <summary>The session, for tests.</summary>
    internal LlamaSession Session => _session;

    /// <summary>Loads the model.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _session.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (Generated answer, ModelLoaded model) = await GenerateAsync(Request(messages, options), cancellationToken).ConfigureAwait(false);
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, answer.Text))
        {
            FinishReason = answer.Cut ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = new UsageDetails
            {
                InputTokenCount = answer.InputTokens,
                OutputTokenCount = answer.OutputTokens,
                TotalTokenCount = (long)answer.InputTokens + answer.OutputTokens,
            },
            AdditionalProperties = new()
            {
                [LiveModel.LatencyProperty] = TimeSpan.FromMilliseconds(answer.Milliseconds),
                [LiveModel.FirstTokenProperty] = TimeSpan.FromMilliseconds(answer.FirstTokenMilliseconds),
                ["system_fingerprint"] = _session.Fingerprint(model),
                ["shared_tokens"] = answer.SharedTokens,
            },
        };
        if (answer is { Tokens: { } tokens, Logprobs: { } values })
        {
            response.AdditionalProperties[LiveModel.LogprobsProperty] =
                (IReadOnlyList<TokenLogprob>)[.. tokens.Zip(values, (token, value) => new TokenLogprob(token, value))];
        }

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
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType == typeof(IPromptSizes) ? _sizes
        : serviceType == typeof(IEmbeddingGenerator<string, Embedding<float>>) || serviceType == typeof(IEmbeddingGenerator) ? _embeddings
        : null;

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>What cannot be asked of a local model is a mistake at its item.</summary>
    private Generate Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        try
        {
            return ChatRequest.Create(messages, options, _session.Grammar);
        }
        catch (LlmEvalException e) when (e.Diagnostic.Location == Location.None)
        {
            throw new LlmEvalException(e.Diagnostic with { Location = _session.Model.Location }, e);
        }
    }

    private async Task<(Generated Answer, ModelLoaded Model)> GenerateAsync(Generate request, CancellationToken cancellationToken)
    {
        try
        {
            return await _session.GenerateAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkerFailedException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
