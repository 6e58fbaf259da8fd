using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval;

/// <summary>The models that scorers of a run ask: each started when it is first needed and ended with the run.</summary>
internal sealed class JudgeHosts : IAsyncDisposable
{
    private readonly ModelContext _context;
    private readonly ModelIdentities _identities;
    private readonly bool _mayAsk;
    private readonly CancellationToken _lifetime;
    private readonly Dictionary<string, (ModelBinding Model, ModelIdentity? Identity, ModelHost? Host)> _known = new(StringComparer.Ordinal);

    /// <summary>Creates it; nothing is started.</summary>
    public JudgeHosts(ModelContext context, ModelIdentities identities, bool mayAsk, CancellationToken lifetime) =>
        (_context, _identities, _mayAsk, _lifetime) = (context, identities, mayAsk, lifetime);

    /// <summary>Makes a model known.</summary>
    public async Task AddAsync(ModelBinding model, DiagnosticBag diagnostics)
    {
        if (_known.ContainsKey(model.Spec.Name)) { return; }

        ModelIdentity? identity = await _identities.OfAsync(model, diagnostics, _lifetime).ConfigureAwait(false);
        _known.Add(model.Spec.Name, (model, identity, _mayAsk && identity is not null ? new ModelHost(model.Provider, model.Spec, _context, _lifetime, identity) : null));
    }

    /// <summary>The host of a model under test that judges as well, so that it is started once; null for the others.</summary>
    public ModelHost? HostOf(string name) => _known.TryGetValue(name, out var known) ? known.Host : null;

    /// <summary>What is known of a judge.</summary>
    public (ModelBinding Model, ModelIdentity? Identity, ModelHost? Host) Of(string name) => _known[name];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach ((_, _, ModelHost? host) in _known.Values)
        {
            if (host is not null) { await host.DisposeAsync().ConfigureAwait(false); }
        }
    }
}
