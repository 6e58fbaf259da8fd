using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Protocol;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama;

/// <summary>
/// Counts tokens in the worker, which renders and splits prompts and decodes nothing. Calls that come while it counts go together in the next message,
/// so that thousands cost a few.
/// </summary>
internal sealed class LlamaPromptSizes : IPromptSizes
{
    private const int MostTogether = 256;

    private readonly LlamaSession _session;
    private readonly Lock _gate = new();
    private readonly Queue<(IReadOnlyList<Turn> Turns, TaskCompletionSource<PromptSize> Size)> _waiting = new();
    private bool _counting;

    public LlamaPromptSizes(LlamaSession session) => _session = session;

    /// <inheritdoc/>
    public int? ContextSize => _session.Loaded?.ContextSize;

    /// <inheritdoc/>
    public async ValueTask<int> CountTokensAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        TaskCompletionSource<PromptSize> size = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((ChatRequest.Turns(messages), size));
            if (!_counting)
            {
                _counting = true;
                _ = Task.Run(CountAsync, CancellationToken.None);
            }
        }

        PromptSize counted = await size.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return counted.Fault is not { } fault ? counted.Tokens
            : _session.Explained(fault, counted.Reason ?? string.Empty, counted.Line) is { } diagnostic ? throw new LlmEvalException(diagnostic)
            : throw new InvalidOperationException(counted.Reason);
    }

    private async Task CountAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            try
            {
                TokensCounted counted = await _session.CountAsync(new CountTokens { Conversations = [.. batch.Select(b => b.Turns)] }, CancellationToken.None).ConfigureAwait(false);
                for (int i = 0; i < batch.Count; i++) { batch[i].Size.TrySetResult(counted.Sizes[i]); }
            }
            catch (Exception e)
            {
                foreach ((_, TaskCompletionSource<PromptSize> size) in batch) { size.TrySetException(e); }
            }
        }
    }

    private List<(IReadOnlyList<Turn> Turns, TaskCompletionSource<PromptSize> Size)> Next()
    {
        lock (_gate)
        {
            List<(IReadOnlyList<Turn>, TaskCompletionSource<PromptSize>)> batch = [];
            while (batch.Count < MostTogether && _waiting.TryDequeue(out (IReadOnlyList<Turn>, TaskCompletionSource<PromptSize>) next)) { batch.Add(next); }

            _counting = batch.Count > 0;
            return batch;
        }
    }
}
