using LlmEval.Binding;
using LlmEval.Models;

namespace LlmEval.Evaluating;

/// <summary>The models that scorers of a run ask: each started when it is first needed and ended with the run.</summary>
internal sealed class JudgeHosts : IAsyncDisposable
{
    private readonly ModelContext _context;
    private readonly Func<ModelBinding, CancellationToken, ValueTask<ModelIdentity?>> _identify;
    private readonly bool _mayAsk;
    private readonly CancellationToken _lifetime;
    private readonly Dictionary<string, (ModelBinding Model, ModelIdentity? Identity, ModelHost? Host)> _known = new(StringComparer.Ordinal);

    /// <summary>Creates it; nothing is started.</summary>
    /// <param name="context">What providers may use.</param>
    /// <param name="identify">Says what a model is; null where that is not known on this machine.</param>
    /// <param name="mayAsk">Whether models may be started.</param>
    /// <param name="lifetime">Ends their start.</param>
    public JudgeHosts(ModelContext context, Func<ModelBinding, CancellationToken, ValueTask<ModelIdentity?>> identify, bool mayAsk, CancellationToken lifetime) =>
        (_context, _identify, _mayAsk, _lifetime) = (context, identify, mayAsk, lifetime);

    /// <summary>Makes a model known.</summary>
    public async Task AddAsync(ModelBinding model)
    {
        if (_known.ContainsKey(model.Spec.Name)) { return; }

        ModelIdentity? identity = await _identify(model, _lifetime).ConfigureAwait(false);
        _known.Add(model.Spec.Name, (model, identity, _mayAsk && identity is not null ? new ModelHost(model.Provider, model.Spec, _context, _lifetime, identity) : null));
    }

    /// <summary>The host of a model under test that judges as well, so that it is started once; null for the others.</summary>
    public ModelHost? HostOf(string name) => _known.TryGetValue(name, out var known) ? known.Host : null;

    /// <summary>What is known of a judge.</summary>
    public (ModelBinding Model, ModelIdentity? Identity, ModelHost? Host) Of(string name) => _known[name];

    /// <summary>What to say of a judge without identity.</summary>
    public (string What, string Mend) Absence(ModelBinding model) => ModelAbsence.Of(model, _context);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach ((_, _, ModelHost? host) in _known.Values)
        {
            if (host is not null) { await host.DisposeAsync().ConfigureAwait(false); }
        }
    }
}
