using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>Turns <c>LlmModel</c> items of one <c>Provider</c> into chat clients.</summary>
public interface IModelProvider
{
    /// <summary>The value of <c>Provider</c> that selects it, compared without case.</summary>
    string Name { get; }

    /// <summary>The metadata names it understands, beside those every model has (<see cref="ModelMetadata"/>). Any other name is a mistake.</summary>
    IReadOnlyCollection<string> KnownMetadata { get; }

    /// <summary>
    /// Checks the item's metadata without touching model, network or device: unknown names, wrong values, missing files that
    /// are always needed. Called by every build.
    /// </summary>
    void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics);

    /// <summary>
    /// Says what the model is without starting it, and without its key: what the cache holds serves machines that have none. Null when it
    /// cannot be said because the model's file is not on this machine: the suite is then NOT EVALUATED.
    /// </summary>
    /// <exception cref="LlmEvalException">The model is there but wrong (another hash, not readable).</exception>
    ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Starts the model. The client's answers follow <see cref="ChatOptions"/>: Temperature, TopP, TopK, MaxOutputTokens, Seed, StopSequences,
    /// ResponseFormat. Transport trouble is thrown as any exception but <see cref="LlmEvalException"/> (that one ends the run).
    /// Disposing the client ends what it started.
    /// </summary>
    /// <exception cref="LlmEvalException">
    /// It cannot be started. With LLM2012 (its file or key is missing) the cases whose answers are not cached are NOT EVALUATED; anything else ends the run.
    /// </exception>
    ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken);

    /// <summary>How many requests may be in flight at once.</summary>
    int Concurrency(ModelSpec model);

    /// <summary>
    /// Whether answers depend on the case itself (its variables, id and tags), not on the rendered messages alone. The case is then part of
    /// every key, and a suite may do without a prompt.
    /// </summary>
    bool ReadsCases(ModelSpec model) => false;

    /// <summary>
    /// Whether tests hand its answers over instead of a model being asked: builds check its suites, and never say that they match their baselines,
    /// because nobody there knows the code that answers.
    /// </summary>
    bool IsHandedOver(ModelSpec model) => false;

    /// <summary>Whether somebody charges for answers, so that a limit in money needs a price. False for what runs on this machine.</summary>
    bool IsMetered(ModelSpec model) => false;

    /// <summary>Full paths of the files that the model consists of and that its answers depend on, present or not: a build evaluates again when one of them is another.</summary>
    IEnumerable<string> Files(ModelSpec model, ModelContext context) => model["Path"] is { } path ? [path] : [];

    /// <summary>
    /// What is missing where <see cref="IdentifyAsync"/> gives null, and its mend, as two sentences without their full stops; null for what
    /// holds of a file that must be fetched or a key that must be set.
    /// </summary>
    (string What, string Mend)? Missing(ModelSpec model, ModelContext context) => null;

    /// <summary>
    /// Gives what checks each case's first request in every build, before anything is asked: a request that cannot be made is a mistake of the
    /// author's. Null where every request can be.
    /// </summary>
    Action<ModelRequest, DiagnosticBag>? RequestCheck(ModelSpec model, ModelContext context) => null;
}
