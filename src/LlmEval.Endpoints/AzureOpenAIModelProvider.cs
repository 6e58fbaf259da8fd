using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Wire;
using LlmEval.Models;

namespace LlmEval.Endpoints;

/// <summary>
/// <c>Provider="AzureOpenAI"</c>: deployments in Azure. <c>Endpoint</c> is the resource's address; further metadata: <c>Deployment</c> (or
/// <c>Model</c>), <c>ApiVersion</c> (<c>2024-10-21</c>), and <c>TokenVariable</c>, the variable with an Entra token, instead of
/// <c>ApiKeyVariable</c> (<c>AZURE_OPENAI_API_KEY</c>).
/// </summary>
public sealed class AzureOpenAIModelProvider : EndpointModelProvider
{
    /// <summary>Creates it.</summary>
    /// <param name="environment">Reads environment variables; the process's when null.</param>
    public AzureOpenAIModelProvider(Func<string, string?>? environment = null)
        : base(environment, null)
    {
    }

    internal AzureOpenAIModelProvider(Func<string, string?>? environment, RetrySettings retries)
        : base(environment, retries)
    {
    }

    /// <inheritdoc/>
    public override string Name => "AzureOpenAI";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> KnownMetadata { get; } =
        [.. EndpointOptions.CommonNames, "Stream", "Deployment", "ApiVersion", "TokenVariable"];

    internal override string DefaultKeyVariable => "AZURE_OPENAI_API_KEY";

    internal override bool AlwaysNeedsKey => true;

    internal override string ServedNameMetadata => "Deployment";

    internal override string? ServedName(ModelSpec model) => model["Deployment"] ?? model["Model"];

    internal override Uri BaseAddress(Uri endpoint) => Trimmed(endpoint, string.Empty, "/openai/deployments", "/openai");

    private protected override string KeySuffix(ModelSpec model, EndpointOptions options) =>
        ";api-version:" + (options.ApiVersion ?? AzureOpenAIFormat.DefaultVersion);

    private protected override WireFormat Format(ModelSpec model, EndpointOptions options, ModelContext context) => new AzureOpenAIFormat();
}
