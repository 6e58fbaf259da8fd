using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints;

/// <summary>
/// <c>Provider="Anthropic"</c>: the Messages API. Without <c>Endpoint</c>, Anthropic's own with the key in <c>ANTHROPIC_API_KEY</c>. The API
/// wants a limit of tokens: 4096 where none is said. It has no seed, which is then left out.
/// </summary>
public sealed class AnthropicModelProvider : EndpointModelProvider
{
    /// <summary>Creates it.</summary>
    /// <param name="environment">Reads environment variables; the process's when null.</param>
    public AnthropicModelProvider(Func<string, string?>? environment = null)
        : base(environment, null)
    {
    }

    internal AnthropicModelProvider(Func<string, string?>? environment, RetrySettings retries)
        : base(environment, retries)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Anthropic";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> KnownMetadata { get; } = EndpointOptions.CommonNames;

    internal override string DefaultEndpoint => "https://api.anthropic.com";

    internal override string DefaultKeyVariable => "ANTHROPIC_API_KEY";

    internal override int DefaultConcurrency => 8;

    internal override Uri BaseAddress(Uri endpoint) => Trimmed(endpoint, string.Empty, "/messages", "/v1");

    internal override void Check(ModelSpec model, DiagnosticBag diagnostics)
    {
        if (model.Parameters.ResponseFormat == "json_object")
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location,
                $"The model '{model.Name}' (Anthropic) has no json_object mode. Use json_schema, or ask for JSON in the prompt and check with is-json.");
        }
    }

    private protected override WireFormat Format(ModelSpec model, EndpointOptions options) => new AnthropicFormat();
}
