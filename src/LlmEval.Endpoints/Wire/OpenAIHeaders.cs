using System.Net.Http.Headers;
using LlmEval.Endpoints.Secrets;

namespace LlmEval.Endpoints.Wire;

/// <summary>How OpenAI's two interfaces are signed in to.</summary>
internal static class OpenAIHeaders
{
    public static void Add(HttpRequestHeaders headers, EndpointOptions options, Credential? credential)
    {
        if (credential is not null) { headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Secret); }
        if (options.Organization is { } organization) { headers.TryAddWithoutValidation("OpenAI-Organization", organization); }
    }
}
