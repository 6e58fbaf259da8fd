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
    private readonly ModelIdentity? _expected;
    private readonly Lock _gate = new();
    private Task<IChatClient>? _client;

    /// <summary>Creates it; nothing is started yet.</summary>
    /// <param name="provider">The model's provider.</param>
    /// <param name="model">The model's item.</param>
    /// <param name="context">What the provider may use.</param>
    /// <param name="lifetime">Ends the start of the model, however many callers wait for it.</param>
    /// <param name="expected">What its answers will be stored as; a model that is another one when it has started is refused. Null to trust it.</param>
    public ModelHost(IModelProvider provider, ModelSpec model, ModelContext context, CancellationToken lifetime, ModelIdentity? expected = null) =>
        (_provider, _model, _context, _lifetime, _expected) = (provider, model, context, lifetime, expected);

    /// <summary>The running model; the first call starts it.</summary>
    public Task<IChatClient> ClientAsync()
    {
        lock (_gate) { return _client ??= StartAsync(); }
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
        catch (Exception e)
        {
            // Its answers are stored and judged; how it ended changes none of them.
            _context.Report($"the model '{_model.Name}' did not end cleanly: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private async Task<IChatClient> StartAsync()
    {
        IChatClient client = await _provider.StartAsync(_model, _context, _lifetime).ConfigureAwait(false);
        try
        {
            // Answers are stored under what the model was when the run began: its file may have been replaced since.
            if (_expected is not null
                && await _provider.IdentifyAsync(_model, _context, _lifetime).ConfigureAwait(false) is var now && now?.Key != _expected.Key)
            {
                throw new LlmEvalException(Diagnostics.BadModelFile.At(_model.Location,
                    $"The model '{_model.Name}' was replaced while it was evaluated. Evaluate again when its file stays as it is."));
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
