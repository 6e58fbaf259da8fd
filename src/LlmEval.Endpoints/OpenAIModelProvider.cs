using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints;

/// <summary>
/// <c>Provider="OpenAI"</c>: OpenAI and every server that speaks its language. Further metadata: <c>Api</c> (<c>chat</c>, the default, or
/// <c>responses</c>) and <c>Organization</c>. <c>Endpoint</c> is the base address, which usually ends in <c>/v1</c>; without it, OpenAI's own
/// with the key in <c>OPENAI_API_KEY</c>.
/// </summary>
public sealed class OpenAIModelProvider : EndpointModelProvider
{
    /// <summary>Creates it.</summary>
    /// <param name="environment">Reads environment variables; the process's when null.</param>
    public OpenAIModelProvider(Func<string, string?>? environment = null)
        : base(environment, null)
    {
    }

    internal OpenAIModelProvider(Func<string, string?>? environment, RetrySettings retries)
        : base(environment, retries)
    {
    }

    /// <inheritdoc/>
    public override string Name => "OpenAI";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> KnownMetadata { get; } = [.. EndpointOptions.CommonNames, "Stream", "Api", "Organization"];

    internal override string DefaultEndpoint => "https://api.openai.com/v1";

    internal override string DefaultKeyVariable => "OPENAI_API_KEY";

    internal override Uri BaseAddress(Uri endpoint) => Trimmed(endpoint, "/v1", "/chat/completions", "/responses");

    internal override void Check(ModelSpec model, DiagnosticBag diagnostics)
    {
        if (model["Api"] is { } api && !IsResponses(api) && !string.Equals(api, "chat", StringComparison.OrdinalIgnoreCase))
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location, $"Api of the model '{model.Name}' must be chat or responses.");
        }
    }

    private protected override string KeySuffix(ModelSpec model, EndpointOptions options) => IsResponses(model["Api"]) ? ";api:responses" : string.Empty;

    private protected override WireFormat Format(ModelSpec model, EndpointOptions options, ModelContext context) =>
        IsResponses(model["Api"]) ? new ResponsesFormat() : new ChatCompletionsFormat();

    private static bool IsResponses(string? api) => string.Equals(api, "responses", StringComparison.OrdinalIgnoreCase);
}
