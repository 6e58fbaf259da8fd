using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>The scripted provider, as if a vendor charged for its answers and could change the model under its name.</summary>
internal sealed class Metered : IModelProvider
{
    private readonly ScriptedModelProvider _inner = new();

    /// <summary>Whether its key is not on this machine.</summary>
    public bool IsMissing { get; init; }

    public string Name => _inner.Name;

    public IReadOnlyCollection<string> KnownMetadata => [.. _inner.KnownMetadata, "Model"];

    public bool IsMetered(ModelSpec model) => true;

    public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => _inner.Validate(model, context, diagnostics);

    public async ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) =>
        new ModelIdentity { Key = "vendor:" + (model["Model"] ?? model.Name) };

    public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) =>
        IsMissing ? throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location, "The key is not set.")) : _inner.StartAsync(model, context, cancellationToken);

    public int Concurrency(ModelSpec model) => _inner.Concurrency(model);
}
