using System.Diagnostics;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>
/// A model that embeds texts, asked and answered in the form of all models, so that embeddings are cached, counted and limited as answers are: the
/// one message has the role <see cref="Role"/>, and the answer's text is the vector (<see cref="Text(ReadOnlySpan{float})"/>).
/// </summary>
/// <param name="host">The model; its client gives an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> as a service.</param>
/// <param name="model">Its item.</param>
public sealed class LiveEmbedder(ModelHost host, ModelSpec model) : IAnswerSource
{
    /// <summary>The role of a message that is to be embedded; no message of a conversation has it.</summary>
    public const string Role = "embed";

    /// <inheritdoc/>
    /// <exception cref="LlmEvalException">LLM3002: the model embeds nothing.</exception>
    public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        IChatClient client = await host.ClientAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (client.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)) is not IEmbeddingGenerator<string, Embedding<float>> generator)
        {
            throw new LlmEvalException(Diagnostics.BadModelFile.At(model.Location,
                $"The model '{model.Name}' cannot embed texts: Provider=\"{model.Provider}\" has no embeddings. Name a model of a provider that has."));
        }

        long started = Stopwatch.GetTimestamp();
        GeneratedEmbeddings<Embedding<float>> all = await generator.GenerateAsync([request.Messages[0].Text], cancellationToken: cancellationToken).ConfigureAwait(false);
        if (all.Count != 1 || all[0].Vector.Length == 0) { throw new InvalidOperationException($"the model '{model.Name}' gave no embedding"); }

        return new SourcedAnswer(
            new Answer
            {
                Text = Text(all[0].Vector.Span),
                InputTokens = all.Usage?.InputTokenCount,
                OutputTokens = 0,
                Latency = Stopwatch.GetElapsedTime(started),
                ResponseModel = all[0].ModelId,
            },
            FromCache: false);
    }

    /// <summary>A vector as text: its 32-bit floats, little-endian, in base 64.</summary>
    public static string Text(ReadOnlySpan<float> vector)
    {
        byte[] bytes = new byte[vector.Length * sizeof(float)];
        for (int i = 0; i < vector.Length; i++) { System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]); }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>The vector of a text; null when it is none, or holds a value that is not finite.</summary>
    public static float[]? Vector(string text)
    {
        byte[] bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out int length) || length == 0 || length % sizeof(float) != 0) { return null; }

        float[] vector = new float[length / sizeof(float)];
        for (int i = 0; i < vector.Length; i++) { vector[i] = System.Buffers.Binary.BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float))); }

        return Array.TrueForAll(vector, float.IsFinite) ? vector : null;
    }
}
