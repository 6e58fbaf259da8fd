using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Binding;

/// <summary>What each model is, asked once a run.</summary>
internal sealed class ModelIdentities(ModelContext context, EvaluationRequest request)
{
    private readonly Dictionary<string, ModelIdentity?> _known = new(StringComparer.Ordinal);

    /// <summary>The identity of a model, or null when it cannot be said; a model that is there but wrong is reported once.</summary>
    public async ValueTask<ModelIdentity?> OfAsync(ModelBinding model, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        // To validate is to look at text files: weights are not read for it.
        if (request.Mode == EvaluationMode.Validate) { return null; }

        if (_known.TryGetValue(model.Spec.Name, out ModelIdentity? known)) { return known; }

        ModelIdentity? identity = null;
        try { identity = await model.Provider.IdentifyAsync(model.Spec, context, cancellationToken).ConfigureAwait(false); }
        catch (LlmEvalException e) { diagnostics.Add(e.Diagnostic); }

        if (identity is null && request.AssumedIdentities.TryGetValue(model.Spec.Name, out string? assumed)) { identity = new ModelIdentity { Key = assumed }; }

        _known.Add(model.Spec.Name, identity);
        return identity;
    }
}
