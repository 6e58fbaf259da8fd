using System.Net.Http.Headers;
using LlmEval.Endpoints.Secrets;

namespace LlmEval.Endpoints.Wire;

/// <summary>Chat completions of a deployment in Azure: https://learn.microsoft.com/azure/ai-services/openai/reference.</summary>
internal sealed class AzureOpenAIFormat : ChatCompletionsFormat
{
    /// <summary>The newest version that is no preview.</summary>
    public const string DefaultVersion = "2024-10-21";

    /// <inheritdoc/>
    public override Uri Address(EndpointOptions options) => Below(
        options.Endpoint,
        $"/openai/deployments/{Uri.EscapeDataString(options.Model)}/chat/completions",
        "api-version=" + Uri.EscapeDataString(options.ApiVersion ?? DefaultVersion));

    /// <inheritdoc/>
    public override WireFormat Embeddings => new EmbeddingsFormat(this, static o => Below(
        o.Endpoint, $"/openai/deployments/{Uri.EscapeDataString(o.Model)}/embeddings", "api-version=" + Uri.EscapeDataString(o.ApiVersion ?? DefaultVersion)));

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential)
    {
        if (credential is { IsToken: true }) { headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Secret); }
        else if (credential is not null) { headers.TryAddWithoutValidation("api-key", credential.Secret); }
    }

    /// <inheritdoc/>
    protected override string LimitName(EndpointOptions options) => "max_completion_tokens";
}
