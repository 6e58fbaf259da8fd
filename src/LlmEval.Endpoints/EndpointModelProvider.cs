using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints;

/// <summary>
/// What the remote providers share. Metadata of all: <c>Endpoint</c>, <c>Model</c>, <c>ApiKeyVariable</c> (name of an environment variable,
/// never a key), <c>MaxConcurrency</c> (1 to 1000), <c>Timeout</c> (of one attempt; <c>5m</c>).
/// </summary>
public abstract class EndpointModelProvider : IModelProvider
{
    private readonly Func<string, string?> _environment;
    private readonly RetrySettings _retries;

    private protected EndpointModelProvider(Func<string, string?>? environment, RetrySettings? retries) =>
        (_environment, _retries) = (environment ?? Environment.GetEnvironmentVariable, retries ?? RetrySettings.Default);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyCollection<string> KnownMetadata { get; }

    /// <summary>The service's own address; null when there is none.</summary>
    internal virtual string? DefaultEndpoint => null;

    /// <summary>The variable that the service's own tools read.</summary>
    internal virtual string? DefaultKeyVariable => null;

    /// <summary>Whether a key is needed at any address, not only at the service's own.</summary>
    internal virtual bool AlwaysNeedsKey => false;

    /// <summary>Requests in flight unless the item says otherwise.</summary>
    internal virtual int DefaultConcurrency => 16;

    /// <summary>The metadatum that names the model.</summary>
    internal virtual string ServedNameMetadata => "Model";

    /// <summary>First part of the identity's key.</summary>
    private protected string KeyPrefix => Name.ToLowerInvariant();

    /// <inheritdoc/>
    public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => EndpointOptions.Read(model, this, diagnostics);

    /// <inheritdoc/>
    /// <remarks>Nothing is asked over the network, and no key is needed: a cache serves machines that have none.</remarks>
    public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        EndpointOptions options = Require(model);
        string address = (options.Endpoint.Authority + options.Endpoint.AbsolutePath).TrimEnd('/');
        SortedDictionary<string, string> lineage = new(StringComparer.Ordinal)
        {
            ["endpoint"] = options.Endpoint.GetLeftPart(UriPartial.Path),
            ["model"] = options.Model,
        };
        return ValueTask.FromResult<ModelIdentity?>(new ModelIdentity
        {
            Key = $"{KeyPrefix}:{address}:{options.Model}{KeySuffix(model, options)}",
            DeterministicWhenGreedy = false,
            Lineage = lineage,
        });
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is sent before the first request.</remarks>
    public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        EndpointOptions options = Require(model);
        Credential? credential = Credential(options, out string? missing);
        if (missing is not null)
        {
            throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location,
                $"The model '{model.Name}' needs its key in the environment variable {missing}, which is not set. Set it, or let LlmEvalMissingModel=skip pass over the suite."));
        }

        if (credential?.IsUsable == false)
        {
            throw new LlmEvalException(Diagnostics.EndpointRefuses.At(model.Location,
                $"The environment variable {credential.Variable} holds spaces, line breaks or letters that no key has, so nothing was sent to the model '{model.Name}'. Set it anew."));
        }

        return ValueTask.FromResult<IChatClient>(new EndpointChatClient(options, Format(model, options), credential, _retries, context.Time));
    }

    /// <inheritdoc/>
    public int Concurrency(ModelSpec model) => EndpointOptions.Read(model, this, new DiagnosticBag())?.MaxConcurrency ?? DefaultConcurrency;

    /// <summary>The model's name at the endpoint, or null when the item does not say it.</summary>
    internal virtual string? ServedName(ModelSpec model) => model["Model"];

    /// <summary>Reports what this provider alone can find wrong.</summary>
    internal virtual void Check(ModelSpec model, DiagnosticBag diagnostics)
    {
    }

    /// <summary>The address that paths are added to: without a slash at the end, and without what users copy by mistake.</summary>
    internal virtual Uri BaseAddress(Uri endpoint) => endpoint;

    /// <summary>What else of the item the answers depend on.</summary>
    private protected virtual string KeySuffix(ModelSpec model, EndpointOptions options) => string.Empty;

    /// <summary>How the endpoint is spoken to.</summary>
    private protected abstract WireFormat Format(ModelSpec model, EndpointOptions options);

    /// <summary>Cuts <paramref name="endings"/> off the path, and gives an empty path the default one.</summary>
    private protected static Uri Trimmed(Uri endpoint, string defaultPath, params ReadOnlySpan<string> endings)
    {
        string path = endpoint.AbsolutePath.TrimEnd('/');
        foreach (string ending in endings)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) { path = path[..^ending.Length]; }
        }

        return new UriBuilder(endpoint) { Path = path.Length == 0 ? defaultPath : path }.Uri;
    }

    private EndpointOptions Require(ModelSpec model)
    {
        DiagnosticBag diagnostics = new();
        EndpointOptions? options = EndpointOptions.Read(model, this, diagnostics);
        return diagnostics.Items.FirstOrDefault(d => d.Severity == Severity.Error) is { } first
            ? throw new LlmEvalException(first)
            : options!;
    }

    private Credential? Credential(EndpointOptions options, out string? missing)
    {
        missing = null;
        if ((options.TokenVariable ?? options.KeyVariable) is not { } variable) { return null; }

        // A line break at the end is what `echo` and files of secrets add.
        if (_environment(variable)?.Trim() is { Length: > 0 } secret) { return new Credential(variable, secret, options.TokenVariable is not null); }

        missing = variable;
        return null;
    }
}
