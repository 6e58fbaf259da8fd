using System.Globalization;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Wire;
using LlmEval.Models;

namespace LlmEval.Endpoints;

/// <summary>
/// <c>Provider="Ollama"</c>: Ollama's own interface (<c>/api/chat</c>). Further metadata: <c>ContextSize</c> (tokens; Ollama cuts longer
/// prompts in silence at its own default). Without <c>Endpoint</c>, <c>http://localhost:11434</c>; no key unless one is named.
/// </summary>
public sealed class OllamaModelProvider : EndpointModelProvider
{
    /// <summary>Creates it.</summary>
    /// <param name="environment">Reads environment variables; the process's when null.</param>
    public OllamaModelProvider(Func<string, string?>? environment = null)
        : base(environment, null)
    {
    }

    internal OllamaModelProvider(Func<string, string?>? environment, RetrySettings retries)
        : base(environment, retries)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Ollama";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> KnownMetadata { get; } = [.. EndpointOptions.CommonNames, "Stream", "ContextSize"];

    internal override string DefaultEndpoint => "http://localhost:11434";

    internal override int DefaultConcurrency => 4;

    internal override Uri BaseAddress(Uri endpoint) => Trimmed(endpoint, string.Empty, "/chat", "/api");

    private protected override string KeySuffix(ModelSpec model, EndpointOptions options) =>
        options.ContextSize is { } size ? string.Create(CultureInfo.InvariantCulture, $";context:{size}") : string.Empty;

    private protected override WireFormat Format(ModelSpec model, EndpointOptions options, ModelContext context) => new OllamaFormat();
}
