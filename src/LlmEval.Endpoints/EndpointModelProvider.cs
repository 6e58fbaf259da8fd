using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Servers;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints;

/// <summary>
/// What the remote providers share. Metadata of all: <c>Endpoint</c>, <c>Model</c>, <c>ApiKeyVariable</c> (name of an environment variable,
/// never a key), <c>MaxConcurrency</c> (1 to 1000), <c>Timeout</c> (of one attempt; <c>5m</c>); and of a server that the run starts and ends:
/// <c>Command</c>, <c>HealthUrl</c>, <c>StartTimeout</c> (<c>5m</c>), <c>WorkingDirectory</c>, <c>Environment</c>.
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

    /// <summary>Where a server listens that the run starts and whose item names no address.</summary>
    internal const string ManagedEndpoint = "http://127.0.0.1:" + PortPlaceholder.Text;

    /// <summary>Whether a key is needed at any address, not only at the service's own.</summary>
    internal virtual bool AlwaysNeedsKey => false;

    /// <summary>Requests in flight unless the item says otherwise.</summary>
    internal virtual int DefaultConcurrency => 16;

    /// <summary>The metadatum that names the model.</summary>
    internal virtual string ServedNameMetadata => "Model";

    /// <summary>First part of the identity's key.</summary>
    private protected string KeyPrefix => Name.ToLowerInvariant();

    /// <inheritdoc/>
    public virtual void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics)
    {
        // An address without a port that can be filled in is one mistake, not two.
        DiagnosticBag own = new();
        ServerOptions.Read(model, AddressMetadata, own);
        if (!own.HasErrors) { EndpointOptions.Read(Placed(model), this, own); }

        diagnostics.AddRange(own.Items);
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is asked over the network, and no key is needed: a cache serves machines that have none.</remarks>
    public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        (EndpointOptions options, ServerOptions? server) = Require(model);
        string authority = server is null ? options.Endpoint.Authority : $"{options.Endpoint.Host}:{PortPlaceholder.Text}";
        string address = (authority + options.Endpoint.AbsolutePath).TrimEnd('/');
        SortedDictionary<string, string> lineage = new(StringComparer.Ordinal)
        {
            ["endpoint"] = $"{options.Endpoint.Scheme}://{address}",
            ["model"] = options.Model,
        };
        return ValueTask.FromResult<ModelIdentity?>(new ModelIdentity
        {
            Key = $"{KeyPrefix}:{IdentityOf(model, options, address, context)}{server?.KeySuffix(context.ProjectDirectory)}",
            DeterministicWhenGreedy = false,
            Lineage = lineage,
        });
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is sent before the first request; a server with a <c>Command</c> is started and awaited.</remarks>
    public async ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        (EndpointOptions options, ServerOptions? server) = Require(model);
        Credential? credential = Credential(model, options, context, out string? missing);
        if (missing is not null)
        {
            throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location,
                $"The model '{model.Name}' needs its key in the environment variable {missing}, which is not set{Nor(context)}. Set it, or let LlmEvalMissingModel=skip pass over the suite."));
        }

        if (credential?.IsUsable == false)
        {
            throw new LlmEvalException(Diagnostics.EndpointRefuses.At(model.Location,
                $"{char.ToUpperInvariant(credential.Place[0])}{credential.Place[1..]} holds spaces, line breaks or letters that no key has, so nothing was sent to the model '{model.Name}'. Set it anew."));
        }

        if (server is null) { return new EndpointChatClient(options, Format(model, options, context), credential, _retries, context.Time); }

        ManagedServer running = await ManagedServer.StartAsync(
            server, port => Read(Placed(model, port)).Endpoint, credential, context, cancellationToken).ConfigureAwait(false);
        try
        {
            ModelSpec placed = Placed(model, running.Port);
            EndpointOptions reached = Read(placed);
            return new ManagedChatClient(new EndpointChatClient(reached, Format(placed, reached, context), credential, _retries, context.Time), running);
        }
        catch
        {
            await running.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public int Concurrency(ModelSpec model) => EndpointOptions.Read(Placed(model), this, new DiagnosticBag())?.MaxConcurrency ?? DefaultConcurrency;

    /// <inheritdoc/>
    public virtual IEnumerable<string> Files(ModelSpec model, ModelContext context) => [];

    /// <inheritdoc/>
    public virtual bool ReadsCases(ModelSpec model) => false;

    /// <inheritdoc/>
    public virtual Action<ModelRequest, DiagnosticBag>? RequestCheck(ModelSpec model, ModelContext context) => null;

    /// <inheritdoc/>
    /// <remarks>What this machine answers by itself charges nothing; an address elsewhere may.</remarks>
    public virtual bool IsMetered(ModelSpec model) => EndpointOptions.Read(Placed(model), this, new DiagnosticBag())?.Endpoint.IsLoopback == false;

    /// <summary>The metadatum that holds the address.</summary>
    internal virtual string AddressMetadata => "Endpoint";

    /// <summary>The address that the item says, or null.</summary>
    internal virtual string? AddressOf(ModelSpec model) => model[AddressMetadata];

    /// <summary>Whether this metadatum is looked through for secrets in a way of its own.</summary>
    internal virtual bool ChecksSecrets(string metadatum) => ServerOptions.Names.Contains(metadatum);

    /// <summary>The model's name at the endpoint, or null when the item does not say it.</summary>
    internal virtual string? ServedName(ModelSpec model) => model["Model"];

    /// <summary>Reports what this provider alone can find wrong.</summary>
    internal virtual void Check(ModelSpec model, DiagnosticBag diagnostics)
    {
    }

    /// <summary>The address that paths are added to: without a slash at the end, and without what users copy by mistake.</summary>
    internal virtual Uri BaseAddress(Uri endpoint) => endpoint;

    /// <summary>What the identity's key says behind the provider's name.</summary>
    private protected virtual string IdentityOf(ModelSpec model, EndpointOptions options, string address, ModelContext context) =>
        $"{address}:{options.Model}{KeySuffix(model, options)}";

    /// <summary>Variables with further secrets.</summary>
    private protected virtual IReadOnlyList<string> FurtherVariables(ModelSpec model, ModelContext context) => [];

    /// <summary>What else of the item the answers depend on.</summary>
    private protected virtual string KeySuffix(ModelSpec model, EndpointOptions options) => string.Empty;

    /// <summary>How the endpoint is spoken to.</summary>
    private protected abstract WireFormat Format(ModelSpec model, EndpointOptions options, ModelContext context);

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

    /// <summary>Where else was looked.</summary>
    private static string Nor(ModelContext context) => context.Setting(UserSecrets.IdSetting) is null ? string.Empty : ", and not among the project's user secrets either";

    /// <summary>The item with its server at a port.</summary>
    private ModelSpec Placed(ModelSpec model, int port = PortPlaceholder.Any) => PortPlaceholder.Fill(model, AddressMetadata == "Endpoint" ? ManagedEndpoint : null, port);

    private (EndpointOptions Options, ServerOptions? Server) Require(ModelSpec model)
    {
        DiagnosticBag diagnostics = new();
        ServerOptions? server = ServerOptions.Read(model, AddressMetadata, diagnostics);
        ThrowFirst(diagnostics);
        return (Read(Placed(model)), server);
    }

    private EndpointOptions Read(ModelSpec placed)
    {
        DiagnosticBag diagnostics = new();
        EndpointOptions? options = EndpointOptions.Read(placed, this, diagnostics);
        ThrowFirst(diagnostics);
        return options!;
    }

    private static void ThrowFirst(DiagnosticBag diagnostics)
    {
        if (diagnostics.Items.FirstOrDefault(d => d.Severity == Severity.Error) is { } first) { throw new LlmEvalException(first); }
    }

    private Credential? Credential(ModelSpec model, EndpointOptions options, ModelContext context, out string? missing)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        string? first = options.TokenVariable ?? options.KeyVariable;
        bool ofUser = false;
        foreach (string variable in FurtherVariables(model, context).Prepend(first).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            // A line break at the end is what `echo` and files of secrets add.
            string? secret = _environment(variable)?.Trim();
            if (secret is not { Length: > 0 })
            {
                secret = UserSecrets.Find(variable, _environment, context)?.Trim();
                ofUser |= variable == first && secret is { Length: > 0 };
            }

            if (secret is not { Length: > 0 })
            {
                missing = variable;
                return null;
            }

            found[variable] = secret;
        }

        missing = null;
        first ??= found.Keys.FirstOrDefault();
        return first is null ? null : new Credential(first, found[first], options.TokenVariable is not null) { Others = found, IsUserSecret = ofUser };
    }
}
