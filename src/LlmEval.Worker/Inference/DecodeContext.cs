using System.Globalization;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>
/// The cells in which a model remembers, shared by a number of sequences, and the batch that is filled and decoded. The native
/// library aborts the process on a batch that is too long, so nothing is decoded that was not counted here.
/// </summary>
internal sealed unsafe class DecodeContext : IDisposable
{
    private readonly int[] _tokens;
    private readonly int[] _positions;
    private readonly int[] _sequenceCounts;
    private readonly int[] _sequences;
    private readonly nint[] _sequencePointers;
    private readonly byte[] _wantLogits;
    private readonly nint _memory;
    private nint _handle;

    private DecodeContext(nint handle, nint memory, int cells, int batchSize)
    {
        (_handle, _memory, Cells, BatchSize) = (handle, memory, cells, batchSize);
        _tokens = Pinned<int>(batchSize);
        _positions = Pinned<int>(batchSize);
        _sequenceCounts = Pinned<int>(batchSize);
        _sequences = Pinned<int>(batchSize);
        _sequencePointers = Pinned<nint>(batchSize);
        _wantLogits = Pinned<byte>(batchSize);
        Array.Fill(_sequenceCounts, 1);
        for (int i = 0; i < batchSize; i++) { _sequencePointers[i] = Address(_sequences, i); }
    }

    public nint Handle => _handle;

    /// <summary>Tokens that can be remembered, all sequences together.</summary>
    public int Cells { get; }

    /// <summary>Most tokens of one step.</summary>
    public int BatchSize { get; }

    /// <summary>Tokens in the batch now.</summary>
    public int Count { get; private set; }

    /// <summary>Room left in the batch.</summary>
    public int Room => BatchSize - Count;

    /// <summary>Makes a context.</summary>
    /// <param name="engine">The library.</param>
    /// <param name="model">The model.</param>
    /// <param name="cells">Tokens to remember, all sequences together.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="batchSize">Most tokens of one step.</param>
    /// <param name="threads">CPU threads.</param>
    /// <param name="gpu">Whether a GPU may be used at all.</param>
    /// <param name="pooling">How the embeddings of a sequence become one (<c>llama_pooling_type</c>); null for a context that writes.</param>
    /// <exception cref="WorkerFault">There is not memory enough, or the library took the parameters otherwise than meant.</exception>
    public static DecodeContext Create(NativeEngine engine, LocalModel model, int cells, int sequences, int batchSize, int threads, bool gpu, int? pooling = null)
    {
        // More threads than cores spin against each other without end.
        threads = Math.Clamp(threads, 1, Environment.ProcessorCount);
        batchSize = Math.Min(batchSize, cells);
        ParameterBlob parameters = LlamaNative.llama_context_default_params();
        ParameterLayout layout = engine.Layout;
        byte* p = parameters.Bytes;
        *(uint*)(p + layout.ContextLength) = (uint)cells;
        *(uint*)(p + layout.BatchLength) = (uint)batchSize;
        *(uint*)(p + layout.MicroBatchLength) = (uint)batchSize;
        *(uint*)(p + layout.SequenceCount) = (uint)sequences;
        *(int*)(p + layout.Threads) = threads;
        *(int*)(p + layout.ThreadsOfBatch) = threads;
        p[layout.UnifiedCache] = 1; // one pool of cells: sequences share the cells of a common beginning
        if (pooling is { } type)
        {
            p[layout.Embeddings] = 1;
            *(int*)(p + layout.PoolingType) = type;
        }

        if (!gpu)
        {
            p[layout.OffloadAttention] = 0;
            p[layout.OffloadOperations] = 0;
        }

        nint handle = LlamaNative.llama_init_from_model(model.Handle, parameters);
        if (handle == 0)
        {
            throw new WorkerFault(FaultKind.Memory, string.Create(CultureInfo.InvariantCulture,
                $"There is not memory enough for {cells} tokens of context ({NativeLog.Errors()}). Lower Slots or ContextSize on the LlmModel item."));
        }

        nint memory = LlamaNative.llama_get_memory(handle);
        uint isCells = LlamaNative.llama_n_ctx(handle), isBatch = LlamaNative.llama_n_batch(handle), isSequences = LlamaNative.llama_n_seq_max(handle);
        DecodeContext context = new(handle, memory, (int)isCells, batchSize);
        if (memory == 0 && pooling is null)
        {
            context.Dispose();
            throw new WorkerFault(FaultKind.ModelFile, "It keeps no memory of what it read, so it is no model that writes text.");
        }

        if (isCells < (uint)cells || isBatch != (uint)batchSize || isSequences != (uint)sequences)
        {
            context.Dispose();
            throw new WorkerFault(FaultKind.NativeLibrary, string.Create(CultureInfo.InvariantCulture,
                $"The native library ({engine.Version}, layout {layout.Name}) took n_ctx {cells}, n_batch {batchSize}, n_seq_max {sequences} for {isCells}, {isBatch}, {isSequences}: its layout is not the one that it looks like."));
        }

        try
        {
            model.PutAdaptersOn(handle);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Adds a token to the batch.</summary>
    /// <returns>Its place in the batch, for <see cref="SamplerChain.Choose"/>.</returns>
    public int Add(int token, int position, int sequence, bool wantLogits)
    {
        int at = Count;
        if (at == BatchSize) { throw new InvalidOperationException("The batch is full."); }

        (_tokens[at], _positions[at], _sequences[at], _wantLogits[at]) = (token, position, sequence, wantLogits ? (byte)1 : (byte)0);
        Count++;
        return at;
    }

    /// <summary>Decodes the batch and empties it.</summary>
    /// <returns>0: done; 1: no cells left, nothing was changed; other: failed.</returns>
    public int Decode()
    {
        int result = LlamaNative.llama_decode(_handle, new NativeBatch
        {
            TokenCount = Count,
            Tokens = (int*)Address(_tokens, 0),
            Positions = (int*)Address(_positions, 0),
            SequenceCounts = (int*)Address(_sequenceCounts, 0),
            Sequences = (int**)Address(_sequencePointers, 0),
            WantLogits = (byte*)Address(_wantLogits, 0),
        });
        Count = 0;
        return result;
    }

    /// <summary>Lets <paramref name="to"/> remember the first tokens of <paramref name="from"/>; the cells are shared, not copied.</summary>
    public void Share(int from, int to, int length) => LlamaNative.llama_memory_seq_cp(_memory, from, to, 0, length);

    /// <summary>Forgets a sequence.</summary>
    public void Forget(int sequence) => LlamaNative.llama_memory_seq_rm(_memory, sequence, -1, -1);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        if (_memory != 0) { LlamaNative.llama_memory_clear(_memory, data: false); }
    }

    /// <summary>The logits of a place in the last batch.</summary>
    public ReadOnlySpan<float> Logits(int position, int count) => new(LlamaNative.llama_get_logits_ith(_handle, position), count);

    /// <summary>The pooled embedding of a sequence of the last batch; empty when there is none.</summary>
    public ReadOnlySpan<float> Embedding(int sequence, int width)
    {
        float* numbers = LlamaNative.llama_get_embeddings_seq(_handle, sequence);
        return numbers == null ? [] : new(numbers, width);
    }

    public void Dispose()
    {
        if (_handle != 0) { LlamaNative.llama_free(_handle); }

        _handle = 0;
    }

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);

    private static nint Address<T>(T[] pinned, int index) => System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(pinned, index);
}
