using System.Net.Http.Headers;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>How one kind of service is spoken to: address, headers, body, and what its answers mean.</summary>
internal abstract class WireFormat
{
    /// <summary>Where requests go.</summary>
    public abstract Uri Address(EndpointOptions options);

    /// <summary>Adds what signs the request in, and other headers.</summary>
    public abstract void AddHeaders(HttpRequestHeaders headers, EndpointOptions options, Credential? credential);

    /// <summary>Writes the body.</summary>
    /// <exception cref="NotSupportedException">Something of the request cannot be said in this format.</exception>
    public abstract void Write(Utf8JsonWriter json, EndpointOptions options, IReadOnlyList<ChatMessage> messages, ChatOptions? chat);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="MalformedAnswerException">It is none.</exception>
    public abstract ChatResponse Read(JsonElement root);

    /// <summary>What puts an answer together that comes in pieces; null where the format has no such answers.</summary>
    public virtual StreamedAnswer? Streamed() => null;

    /// <summary>How the same service is asked for embeddings; null where it has none.</summary>
    public virtual WireFormat? Embeddings => null;

    /// <summary>Whether the pieces are lines; else they are server-sent events.</summary>
    public virtual bool StreamsLines => false;

    /// <summary>The request of one attempt.</summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="address">What <see cref="Address"/> gave.</param>
    /// <param name="credential">What it is signed with.</param>
    /// <param name="body">What <see cref="Write"/> wrote.</param>
    public virtual HttpRequestMessage Request(EndpointOptions options, Uri address, Credential? credential, ReadOnlyMemory<byte> body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        AddHeaders(request.Headers, options, credential);
        return request;
    }

    /// <summary>Reads an answer whose form, errors included, is the service's own; null for those that answer as all services do.</summary>
    /// <exception cref="MalformedAnswerException">It is none.</exception>
    public virtual ChatResponse? ReadWhole(ReadOnlyMemory<byte> body) => null;

    /// <summary>A base address and a path below it.</summary>
    protected static Uri Below(Uri address, string path, string query = "") =>
        new UriBuilder(address) { Path = address.AbsolutePath.TrimEnd('/') + path, Query = query }.Uri;
}
