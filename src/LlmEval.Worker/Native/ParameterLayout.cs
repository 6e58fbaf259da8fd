using System.Globalization;
using System.Text;

namespace LlmEval.Worker.Native;

/// <summary>
/// Where the fields of <c>llama_model_params</c> and <c>llama_context_params</c> lie in one range of llama.cpp versions. The structures
/// grow and move from release to release and nothing in the library says how they look: the default values that the library
/// fills in do, because each field has a telling default. Offsets in bytes; -1 means absent.
/// </summary>
internal sealed record ParameterLayout
{
    public required string Name { get; init; }
    public required int ModelSize { get; init; }
    public required int ContextSize { get; init; }

    // llama_model_params
    public int Devices { get; init; }
    public int GpuLayers { get; init; } = 16;
    public int SplitMode { get; init; } = 20;
    public required int MainGpu { get; init; }
    public required int VocabularyOnly { get; init; }
    public required int UseMemoryMap { get; init; }
    public required int LoadMode { get; init; }
    public required int ExtraBuffers { get; init; }

    // llama_context_params
    public int ContextLength { get; init; }
    public int BatchLength { get; init; } = 4;
    public int MicroBatchLength { get; init; } = 8;
    public int SequenceCount { get; init; } = 12;
    public required int Threads { get; init; }
    public required int RopeScaling { get; init; }
    public required int KeyType { get; init; }

    /// <summary>The first of six flags: embeddings, offload_kqv, no_perf, op_offload, swa_full, kv_unified.</summary>
    public required int Flags { get; init; }

    public int ThreadsOfBatch => Threads + 4;
    public int PoolingType => RopeScaling + 4;
    public int Embeddings => Flags;
    public int OffloadAttention => Flags + 1;
    public int OffloadOperations => Flags + 3;
    public int UnifiedCache => Flags + 5;

    /// <summary>Every layout that is known to work, newest first.</summary>
    public static IReadOnlyList<ParameterLayout> Known { get; } =
    [
        new() { Name = "v0.4-v0.5 (2026-09)", ModelSize = 80, ContextSize = 160, MainGpu = 32, VocabularyOnly = 72, UseMemoryMap = -1, LoadMode = 24, ExtraBuffers = 74, Threads = 28, RopeScaling = 40, KeyType = 104, Flags = 128 },
        new() { Name = "b10361 (2026-08)", ModelSize = 72, ContextSize = 160, MainGpu = 28, VocabularyOnly = 64, UseMemoryMap = -1, LoadMode = 24, ExtraBuffers = 66, Threads = 28, RopeScaling = 40, KeyType = 104, Flags = 128 },
        new() { Name = "b9842-b10068 (2026-06)", ModelSize = 72, ContextSize = 160, MainGpu = 24, VocabularyOnly = 64, UseMemoryMap = 65, LoadMode = -1, ExtraBuffers = 69, Threads = 24, RopeScaling = 36, KeyType = 104, Flags = 128 },
        new() { Name = "c0c7e147 (LLamaSharp 0.28)", ModelSize = 72, ContextSize = 144, MainGpu = 24, VocabularyOnly = 64, UseMemoryMap = 65, LoadMode = -1, ExtraBuffers = 69, Threads = 20, RopeScaling = 32, KeyType = 96, Flags = 120 },
        new() { Name = "b8390 (2026-03)", ModelSize = 72, ContextSize = 136, MainGpu = 24, VocabularyOnly = 64, UseMemoryMap = 65, LoadMode = -1, ExtraBuffers = 69, Threads = 16, RopeScaling = 24, KeyType = 88, Flags = 112 },
    ];

    /// <summary>The layout of the library whose default parameters these are; null when none fits.</summary>
    public static ParameterLayout? Detect(ReadOnlySpan<byte> model, ReadOnlySpan<byte> context)
    {
        foreach (ParameterLayout layout in Known)
        {
            if (layout.FitsModel(model) && layout.FitsContext(context)) { return layout; }
        }

        return null;
    }

    /// <summary>What to say of defaults that no layout fits: enough to add one.</summary>
    public static string Describe(ReadOnlySpan<byte> model, ReadOnlySpan<byte> context) => new StringBuilder()
        .Append("its parameter structures have a layout that is not known. Known: ")
        .AppendJoin(", ", Known.Select(k => k.Name))
        .Append(CultureInfo.InvariantCulture, $". Defaults: model {Convert.ToHexStringLower(model[..96])}, context {Convert.ToHexStringLower(context[..176])}.")
        .ToString();

    private bool FitsModel(ReadOnlySpan<byte> p)
    {
        if (Int(p, GpuLayers) != -1 || Int(p, SplitMode) != 1 || Int(p, MainGpu) != 0) { return false; }
        if (p[VocabularyOnly] != 0 || p[ExtraBuffers] != 1) { return false; }
        if (UseMemoryMap >= 0 && p[UseMemoryMap] != 1) { return false; }
        if (LoadMode >= 0 && Int(p, LoadMode) is not (-1 or 1)) { return false; }

        // tensor_split, callbacks and overrides are null pointers.
        for (int o = (MainGpu + 11) & ~7; o < VocabularyOnly; o += 8)
        {
            if (BitConverter.ToInt64(p[o..]) != 0) { return false; }
        }

        int ones = 0;
        foreach (byte flag in p.Slice(VocabularyOnly, 8))
        {
            if (flag > 1) { return false; }

            ones += flag;
        }

        return ones == (UseMemoryMap >= 0 ? 2 : 1);
    }

    private bool FitsContext(ReadOnlySpan<byte> p)
    {
        if (Int(p, ContextLength) != 512 || Int(p, BatchLength) != 2048 || Int(p, MicroBatchLength) != 512 || Int(p, SequenceCount) != 1) { return false; }
        if (Int(p, Threads) != 4 || Int(p, ThreadsOfBatch) != 4) { return false; }

        // rope scaling, pooling, attention and flash attention: "as the model says"; then four YaRN factors.
        for (int i = 0; i < 4; i++)
        {
            if (Int(p, RopeScaling + (4 * i)) != -1) { return false; }
            if (BitConverter.ToSingle(p[(RopeScaling + 24 + (4 * i))..]) != -1f) { return false; }
        }

        return Int(p, KeyType) == 1 && Int(p, KeyType + 4) == 1
            && p.Slice(Flags, 6).SequenceEqual((ReadOnlySpan<byte>)[0, 1, 1, 1, 1, 0]);
    }

    private static int Int(ReadOnlySpan<byte> bytes, int offset) => BitConverter.ToInt32(bytes[offset..]);
}
