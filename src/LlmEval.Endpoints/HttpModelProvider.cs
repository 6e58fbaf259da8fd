using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Servers;
using LlmEval.Endpoints.Services;
using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints;

/// <summary>
/// <c>Provider="Http"</c>: any service that answers over HTTP, such as an application with retrieval. The item says the request as templates of
/// the case's variables (<c>Url</c>, <c>Method</c>, <c>Headers</c>, <c>Body</c> or <c>BodyFile</c>, <c>ContentType</c>) and where the answer is in what
/// comes back (<c>AnswerPath</c>, <c>PassagesPath</c>, <c>InputTokensPath</c> ...). A suite needs no prompt for it.
/// </summary>
public sealed class HttpModelProvider : EndpointModelProvider
{
    /// <summary>Creates it.</summary>
    /// <param name="environment">Reads environment variables; the process's when null.</param>
    public HttpModelProvider(Func<string, string?>? environment = null)
        : base(environment, null)
    {
    }

    internal HttpModelProvider(Func<string, string?>? environment, RetrySettings retries)
        : base(environment, retries)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Http";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> KnownMetadata { get; } =
        [.. ServiceOptions.Names, "ApiKeyVariable", "MaxConcurrency", "Timeout", .. ServerOptions.Names];

    internal override int DefaultConcurrency => 8;

    internal override string AddressMetadata => "Url";

    /// <inheritdoc/>
    public override bool ReadsCases(ModelSpec model) => true;

    /// <inheritdoc/>
    public override IEnumerable<string> Files(ModelSpec model, ModelContext context) =>
        model["BodyFile"] is { } file ? [Path.GetFullPath(file, context.ProjectDirectory)] : [];

    /// <inheritdoc/>
    public override void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics)
    {
        base.Validate(model, context, diagnostics);
        ServiceOptions.Read(model, context, diagnostics);
    }

    /// <inheritdoc/>
    /// <remarks>A placeholder without a value is told at its case.</remarks>
    public override Action<ModelRequest, DiagnosticBag>? RequestCheck(ModelSpec model, ModelContext context)
    {
        if (ServiceOptions.Read(model, context, new DiagnosticBag()) is not { } service) { return null; }

        return (request, diagnostics) =>
        {
            ChatOptions chat = new() { AdditionalProperties = new() { [LiveModel.CaseProperty] = request.Case, [LiveModel.SampleProperty] = (long)request.Sample } };
            ChatMessage[] messages = [.. request.Messages.Select(m => new ChatMessage(new ChatRole(m.Role), m.Text))];
            try { service.Render(new RequestValues(model.Name, model.Location, messages, chat)); }
            catch (LlmEvalException e) { diagnostics.Add(e.Diagnostic); }
        };
    }

    internal override string? ServedName(ModelSpec model) => model.Name;

    /// <summary>What of the address is the same for every case: all before its first placeholder and its query.</summary>
    internal override string? AddressOf(ModelSpec model)
    {
        if (model["Url"] is not { } url) { return null; }

        int end = url.IndexOfAny(['?', '#']);
        int placeholder = url.IndexOf("{{", StringComparison.Ordinal);
        if (placeholder >= 0 && (end < 0 || placeholder < end))
        {
            // The host must be known: a case must not choose who gets the key.
            int path = url.IndexOf('/', url.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 ? slashes + 2 : 0);
            if (path < 0 || placeholder < path) { return string.Empty; }

            end = url.LastIndexOf('/', placeholder);
        }

        return end < 0 ? url : url[..end];
    }

    internal override bool ChecksSecrets(string metadatum) => base.ChecksSecrets(metadatum) || ServiceOptions.Names.Contains(metadatum);

    private protected override string IdentityOf(ModelSpec model, EndpointOptions options, string address, ModelContext context) =>
        $"{address}:{Service(model, context).Hash(model["Url"]!)}";

    private protected override IReadOnlyList<string> FurtherVariables(ModelSpec model, ModelContext context) => Service(model, context).Variables;

    private protected override WireFormat Format(ModelSpec model, EndpointOptions options, ModelContext context) => new ServiceFormat(Service(model, context));

    private static ServiceOptions Service(ModelSpec model, ModelContext context)
    {
        DiagnosticBag diagnostics = new();
        return ServiceOptions.Read(model, context, diagnostics)
            ?? throw new LlmEvalException(diagnostics.Items.First(d => d.Severity == Severity.Error));
    }
}
