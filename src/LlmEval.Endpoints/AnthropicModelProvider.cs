using System.Globalization;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints;

/// <summary>
/// <c>Provider="Anthropic"</c>: the Messages API. Without <c>Endpoint</c>, Anthropic's own with the key in <c>ANTHROPIC_API_KEY</c>. Further
/// metadata: <c>ApiVersion</c> (<c>2023-06-01</c>; from <c>2026-10-21</c> on the API has neither temperature, top-p nor top-k). The API wants a
/// limit of tokens: 4096 where none is said. It has no seed, which is then left out.
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
    public override IReadOnlyCollection<string> KnownMetadata { get; } = [.. EndpointOptions.CommonNames, "Stream", "ApiVersion"];

    internal override string DefaultEndpoint => "https://api.anthropic.com";

    internal override string DefaultKeyVariable => "ANTHROPIC_API_KEY";

    internal override int DefaultConcurrency => 8;

    internal override Uri BaseAddress(Uri endpoint) => Trimmed(endpoint, string.Empty, "/messages", "/v1");

    internal override void Check(ModelSpec model, DiagnosticBag diagnostics)
    {
        string? version = model["ApiVersion"];
        if (version is not null && !DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location, $"ApiVersion of the model '{model.Name}' must be a date such as {AnthropicFormat.DefaultVersion}.");
        }
        else if (AnthropicFormat.IsWithoutSampling(version) && (model.Parameters.Temperature ?? model.Parameters.TopP ?? model.Parameters.TopK) is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location,
                $"The model '{model.Name}' (Anthropic) has no temperature, top-p and top-k with ApiVersion {version}. Leave them out, or use ApiVersion {AnthropicFormat.DefaultVersion}.");
        }

        if (model.Parameters.Logprobs == true)
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location, $"The model '{model.Name}' (Anthropic) has no log-probabilities. Leave 'logprobs' out.");
        }

        if (model.Parameters.ResponseFormat == "json_object")
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location,
                $"The model '{model.Name}' (Anthropic) has no json_object mode. Use json_schema, or ask for JSON in the prompt and check with is-json.");
        }
    }

    private protected override string KeySuffix(ModelSpec model, EndpointOptions options) =>
        ";api-version:" + (options.ApiVersion ?? AnthropicFormat.DefaultVersion);

    private protected override WireFormat Format(ModelSpec model, EndpointOptions options, ModelContext context) => new AnthropicFormat();
}
