using System.Buffers.Binary;
using LlmEval.Llama.Workers;
using LlmEval.Model;
using LlmEval.Worker.Protocol;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama;

/// <summary>
/// The embeddings of a local model, of length 1: pooled as its file says, by the mean of its tokens where it says nothing, as chat models do. The client
/// that gave it owns it.
/// </summary>
internal sealed class LlamaEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Texts of one message: few enough that answers being written do not wait long.</summary>
    private const int Together = 32;

    private readonly LlamaSession _session;

    public LlamaEmbeddingGenerator(LlamaSession session) => _session = session;

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<float>> all = [];
        long tokens = 0;
        foreach (string[] texts in values.Chunk(Together))
        {
            Embedded embedded = await EmbedAsync(texts, cancellationToken).ConfigureAwait(false);
            all.AddRange(embedded.Vectors.Select(v => new Embedding<float>(Vector(v))));
            tokens += embedded.InputTokens;
        }

        if (options?.Dimensions is { } asked && all.FirstOrDefault() is { } first && first.Dimensions != asked)
        {
            throw new LlmEvalException(Diagnostics.BadValue.At(
                _session.Model.Location, $"The model '{_session.Model.Name}' has embeddings of {first.Dimensions} dimensions, not {asked}. Leave the dimensions out."));
        }

        all.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return all;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The worker belongs to the chat client.
    }

    private static float[] Vector(byte[] bytes)
    {
        float[] numbers = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < numbers.Length; i++) { numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float))); }

        return numbers;
    }

    private async Task<Embedded> EmbedAsync(string[] texts, CancellationToken cancellationToken)
    {
        try
        {
            return await _session.EmbedAsync(new Embed { Texts = texts }, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkerFailedException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
