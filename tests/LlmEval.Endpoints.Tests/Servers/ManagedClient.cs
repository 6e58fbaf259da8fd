using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Servers;

/// <summary>Ends a client as a run does.</summary>
internal sealed class ManagedClient(IChatClient client) : IAsyncDisposable
{
    public IChatClient Client => client;

    public ValueTask DisposeAsync() => ((IAsyncDisposable)client).DisposeAsync();
}
