using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>
/// Embeds texts, in a context of its own that is made when the first text comes: pooled as the model's file says, by the mean where it says nothing,
/// and of length 1.
/// </summary>
internal sealed class Embedder : IDisposable
{
    private const int Mean = 1, Rank = 4;

    /// <summary>Texts that are decoded together.</summary>
    private const int Sequences = 16;

    /// <summary>Room that is made at least, in tokens.</summary>
    private const int LeastRoom = 512;

    private readonly NativeEngine _engine;
    private readonly LocalModel _model;
    private readonly int _threads;
    private readonly bool _gpu;
    private readonly bool _together;
    private readonly int _longest;
    private DecodeContext? _context;

    /// <summary>Creates it; nothing is allocated yet.</summary>
    /// <param name="engine">The library.</param>
    /// <param name="model">The model.</param>
    /// <param name="threads">CPU threads.</param>
    /// <param name="gpu">Whether a GPU may be used.</param>
    /// <param name="together">Whether the model's memory holds several texts at once.</param>
    /// <param name="longest">Longest text in tokens.</param>
    public Embedder(NativeEngine engine, LocalModel model, int threads, bool gpu, bool together, int longest) =>
        (_engine, _model, _threads, _gpu, _together, _longest) = (engine, model, threads, gpu, together, longest);

    /// <summary>Embeds texts.</summary>
    /// <exception cref="WorkerFault">The model has no embeddings, a text is too long, or there is not memory enough.</exception>
    public Embedded Embed(Embed request)
    {
        if (_model.Pooling == Rank) { throw new WorkerFault(FaultKind.Unsupported, "It ranks pairs of texts and has no embeddings."); }

        int[][] tokens = [.. request.Texts.Select(Tokens)];
        DecodeContext context = Context(tokens.Max(t => t.Length));
        byte[][] vectors = new byte[tokens.Length][];
        for (int first = 0; first < tokens.Length;)
        {
            int count = 0;
            while (first + count < tokens.Length && count < (_together ? Sequences : 1) && tokens[first + count].Length <= context.Room)
            {
                int[] text = tokens[first + count];
                for (int i = 0; i < text.Length; i++) { context.Add(text[i], i, count, wantLogits: true); }

                count++;
            }

            Decode(context);
            for (int i = 0; i < count; i++) { vectors[first + i] = Normal(context.Embedding(i, _model.EmbeddingWidth)); }

            first += count;
        }

        return new Embedded { Id = request.Id, Vectors = vectors, InputTokens = tokens.Sum(t => t.Length) };
    }

    public void Dispose() => _context?.Dispose();

    private static void Decode(DecodeContext context)
    {
        context.Clear();
        if (context.Decode() is not 0 and int result)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"llama_decode returned {result} for texts to embed."));
        }
    }

    private static byte[] Normal(ReadOnlySpan<float> vector)
    {
        double length = 0;
        foreach (float number in vector) { length += (double)number * number; }

        length = Math.Sqrt(length);
        if (!double.IsFinite(length) || length == 0) { throw new WorkerFault(FaultKind.Decoding, "The model gave an embedding that is no direction (zero or not a number)."); }

        byte[] bytes = new byte[vector.Length * sizeof(float)];
        for (int i = 0; i < vector.Length; i++) { BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), (float)(vector[i] / length)); }

        return bytes;
    }

    private int[] Tokens(string text)
    {
        int[] tokens = _model.Tokenize(text, control: false);
        if (tokens.Length == 0) { throw new WorkerFault(FaultKind.Unsupported, "A text without a token has no embedding."); }

        return tokens.Length <= _longest ? tokens : throw new WorkerFault(FaultKind.PromptTooLong, string.Create(CultureInfo.InvariantCulture,
            $"A text of {tokens.Length} tokens cannot be embedded in a context of {_longest} tokens. Raise ContextSize on the LlmModel item or shorten the text."));
    }

    /// <summary>A text must lie in one step as a whole, or its pooled embedding would be that of its last part; so the room grows with the texts.</summary>
    private DecodeContext Context(int longest)
    {
        if (_context?.BatchSize >= longest) { return _context; }

        int room = (int)Math.Min(_longest, BitOperations.RoundUpToPowerOf2((uint)Math.Max(longest, LeastRoom)));
        _context?.Dispose();
        _context = null;
        return _context = DecodeContext.Create(
            _engine, _model, room, _together ? Sequences : 1, room, _threads, _gpu, _model.Pooling is > 0 and int said ? said : Mean);
    }
}
