using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints;

/// <summary>The embeddings of a remote model: a request a text. The chat client that gave it owns it.</summary>
/// <param name="ask">Sends a text and gives the service's answer, whose text is the vector.</param>
internal sealed class EndpointEmbedder(Func<string, CancellationToken, Task<ChatResponse>> ask) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<float>> all = [];
        long tokens = 0;
        foreach (string text in values)
        {
            ChatResponse response = await ask(text, cancellationToken).ConfigureAwait(false);
            all.Add(new Embedding<float>(LiveEmbedder.Vector(response.Text)!) { ModelId = response.ModelId });
            tokens += response.Usage?.InputTokenCount ?? 0;
        }

        all.Usage = tokens == 0 ? null : new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return all;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // What it asks through belongs to the chat client.
    }
}
