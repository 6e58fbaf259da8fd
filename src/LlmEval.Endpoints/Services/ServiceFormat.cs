using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Wire;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Services;

/// <summary>
/// Speaks to any service as the item says. What is prepared once and sent with each attempt is a small JSON object with address, headers and
/// body; secrets are not in it.
/// </summary>
internal sealed class ServiceFormat(ServiceOptions service) : WireFormat
{
    private readonly ServiceAnswer _answer = new(service);

    /// <inheritdoc/>
    public override Uri Address(EndpointOptions options) => options.Endpoint;

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential)
    {
        // ApiKeyVariable, for services that take a bearer token as OpenAI's do.
        if (options.KeyVariable is not null && credential is not null) { headers.TryAddWithoutValidation("Authorization", "Bearer " + credential.Secret); }
    }

    /// <inheritdoc/>
    /// <exception cref="LlmEval.Model.LlmEvalException">The case has no value for a placeholder.</exception>
    public override void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        if (chat?.Tools is { Count: > 0 }) { throw new NotSupportedException("tools cannot be given to this endpoint"); }

        RequestValues values = new(options.Name, options.Location, messages, chat);
        json.WriteStartObject();
        json.WriteString("url", service.Url.Render(values.Find));
        json.WriteStartArray("headers");
        foreach ((_, RequestTemplate value) in service.Headers) { json.WriteStringValue(value.Render(values.Find)); }

        json.WriteEndArray();
        if (service.Body is { } body) { json.WriteString("body", body.Render(values.Find)); }

        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override HttpRequestMessage Request(EndpointOptions options, Uri address, Credential? credential, ReadOnlyMemory<byte> body)
    {
        using JsonDocument prepared = JsonDocument.Parse(body);
        HttpRequestMessage request = new(service.Method, prepared.RootElement.GetProperty("url").GetString());
        if (prepared.RootElement.Text("body") is { } text)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            request.Content.Headers.ContentType = service.ContentType;
        }

        int i = 0;
        foreach (JsonElement value in prepared.RootElement.GetProperty("headers").EnumerateArray())
        {
            (string name, RequestTemplate template) = service.Headers[i++];
            request.Headers.TryAddWithoutValidation(name, credential is null ? value.GetString() : template.Reveal(value.GetString()!, credential.Others));
        }

        AddHeaders(request.Headers, options, credential);
        return request;
    }

    /// <inheritdoc/>
    public override ChatResponse Read(JsonElement root) => _answer.Read(root, root.GetRawText());

    /// <inheritdoc/>
    public override ChatResponse? ReadWhole(ReadOnlyMemory<byte> body)
    {
        string text = Encoding.UTF8.GetString(body.Span);
        if (text.StartsWith('\uFEFF')) { text = text[1..]; }

        if (service.Paths.Count == 0) { return ServiceAnswer.Of(text); }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return _answer.Read(document.RootElement, text);
        }
        catch (JsonException)
        {
            throw new MalformedAnswerException("it is no valid JSON: " + ServiceAnswer.Beginning(text));
        }
    }
}
