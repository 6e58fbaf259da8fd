using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Servers;

/// <summary>A client whose server ends with it. When requests fail because the server is dead, that is what is said.</summary>
internal sealed class ManagedChatClient(IChatClient inner, ManagedServer server) : DelegatingChatClient(inner), IAsyncDisposable
{
    /// <inheritdoc/>
    /// <exception cref="LlmEvalException">The server died, or refuses every request.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Whoever answers at a dead server's port is a stranger.
        if (server.Death is { } dead) { throw dead; }

        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            server.KeepLog();
            throw await server.DeathSoonAsync().ConfigureAwait(false) ?? e;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        base.Dispose(disposing: true);
        await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) { server.DisposeAsync().AsTask().GetAwaiter().GetResult(); }
    }
}
