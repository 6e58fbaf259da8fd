using System.Diagnostics;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>A model that is started when somebody first needs it, shared by all suites that use it, and ended with the run.</summary>
public sealed class ModelHost : IAsyncDisposable
{
    private readonly IModelProvider _provider;
    private readonly ModelSpec _model;
    private readonly ModelContext _context;
    private readonly CancellationToken _lifetime;
    private readonly Lock _gate = new();
    private Task<IChatClient>? _client;

    /// <summary>Creates it; nothing is started yet.</summary>
    /// <param name="provider">The model's provider.</param>
    /// <param name="model">The model's item.</param>
    /// <param name="context">What the provider may use.</param>
    /// <param name="lifetime">Ends the start of the model, however many callers wait for it.</param>
    public ModelHost(IModelProvider provider, ModelSpec model, ModelContext context, CancellationToken lifetime) =>
        (_provider, _model, _context, _lifetime) = (provider, model, context, lifetime);

    /// <summary>The running model; the first call starts it.</summary>
    public Task<IChatClient> ClientAsync()
    {
        lock (_gate) { return _client ??= _provider.StartAsync(_model, _context, _lifetime).AsTask(); }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<IChatClient>? client;
        lock (_gate) { client = _client; }

        if (client is null) { return; }

        try
        {
            IChatClient started = await client.ConfigureAwait(false);
            if (started is IAsyncDisposable ends) { await ends.DisposeAsync().ConfigureAwait(false); }
            else { started.Dispose(); }
        }
        catch (Exception e) when (client.IsFaulted || client.IsCanceled)
        {
            // Whoever asked for an answer has been told why it did not start.
            Debug.WriteLine(e.Message);
        }
    }
}
