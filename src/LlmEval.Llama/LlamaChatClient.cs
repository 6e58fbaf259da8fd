using System.Runtime.CompilerServices;
using LlmEval.Llama.Workers;
using LlmEval.Models;
using LlmEval.Worker.Protocol;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama;

/// <summary>A local model as a chat client. Any number of requests at once; the worker decodes as many together as it has slots.</summary>
internal sealed class LlamaChatClient : IChatClient, IAsyncDisposable
{
    private readonly LlamaSession _session;

    public LlamaChatClient(LlamaSession session) => _session = session;

    /// <summary>The session, for tests.</summary>
    internal LlamaSession Session => _session;

    /// <summary>Loads the model.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _session.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (Generated answer, ModelLoaded model) = await GenerateAsync(ChatRequest.Create(messages, options), cancellationToken).ConfigureAwait(false);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.Text))
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
                ["system_fingerprint"] = _session.Fingerprint(model),
                ["shared_tokens"] = answer.SharedTokens,
            },
        };
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
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

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
