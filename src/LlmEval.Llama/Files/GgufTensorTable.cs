using System.Globalization;

namespace LlmEval.Llama.Files;

/// <summary>Checks the table of tensors: that each lies within the file, and that none is missing that every model has.</summary>
internal static class GgufTensorTable
{
    private const int MostDimensions = 4;

    /// <summary>Values and bytes of a block, by type; the numbers are ggml's. Absent ones are not measured.</summary>
    private static readonly Dictionary<uint, (int Values, int Bytes)> s_blocks = new()
    {
        [0] = (1, 4), [1] = (1, 2), [2] = (32, 18), [3] = (32, 20), [6] = (32, 22), [7] = (32, 24), [8] = (32, 34), [9] = (32, 36),
        [10] = (256, 84), [11] = (256, 110), [12] = (256, 144), [13] = (256, 176), [14] = (256, 210), [15] = (256, 292),
        [16] = (256, 66), [17] = (256, 74), [18] = (256, 98), [19] = (256, 50), [20] = (32, 18), [21] = (256, 110), [22] = (256, 82), [23] = (256, 136),
        [24] = (1, 1), [25] = (1, 2), [26] = (1, 4), [27] = (1, 8), [28] = (1, 8), [29] = (256, 56), [30] = (1, 2), [34] = (256, 54), [35] = (256, 66), [39] = (32, 17),
    };

    /// <summary>Reads and checks the table, which begins where the reader stands.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="count">Number of tensors that the header claims.</param>
    /// <param name="alignment">Alignment of the data in bytes.</param>
    /// <param name="header">What the header says.</param>
    public static void Check(GgufReader reader, int count, long alignment, GgufHeader header)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        UInt128 end = 0;
        string last = string.Empty;
        for (int i = 0; i < count; i++)
        {
            string name = reader.Name("a tensor's name");
            if (!names.Add(name)) { throw new GgufException($"it has the tensor '{name}' twice"); }

            UInt128 size = Size(reader, name, out ulong offset);
            if (offset % (ulong)alignment != 0) { throw new GgufException($"its tensor '{name}' begins at {offset}, which is not aligned"); }

            if (offset + size >= end) { (end, last) = (offset + size, name); }
        }

        long data = (reader.Position + alignment - 1) / alignment * alignment;
        if ((UInt128)(ulong)data + end > (ulong)reader.Length)
        {
            throw new GgufException(string.Create(CultureInfo.InvariantCulture,
                $"it is cut off: its tensor '{last}' ends at byte {(UInt128)(ulong)data + end}, the file at {reader.Length}. Fetch it again"));
        }

        if (header.IsAdapter) { Paired(names); }
        else { Complete(names, header.Blocks); }
    }

    private static UInt128 Size(GgufReader reader, string name, out ulong offset)
    {
        uint dimensions = reader.Unsigned32();
        if (dimensions > MostDimensions) { throw new GgufException($"its tensor '{name}' claims {dimensions} dimensions"); }

        UInt128 values = 1;
        ulong first = 1;
        for (uint i = 0; i < dimensions; i++)
        {
            ulong length = reader.Unsigned64();
            if (i == 0) { first = length; }

            values *= length;
            if (values > (ulong)reader.Length * 64) { throw new GgufException($"its tensor '{name}' claims more numbers than the file can hold"); }
        }

        uint type = reader.Unsigned32();
        offset = reader.Unsigned64();
        if (offset > (ulong)reader.Length) { throw new GgufException($"it is cut off: its tensor '{name}' begins at {offset}, the file ends at {reader.Length}. Fetch it again"); }

        if (!s_blocks.TryGetValue(type, out (int Values, int Bytes) block)) { return 0; }
        if (first % (ulong)block.Values != 0) { throw new GgufException($"its tensor '{name}' has rows of {first} numbers, which its type cannot store"); }

        return values / (ulong)block.Values * (ulong)block.Bytes;
    }

    private static void Paired(HashSet<string> names)
    {
        if (names.Count == 0) { throw new GgufException("it is an adapter without a tensor"); }

        foreach (string name in names.Order(StringComparer.Ordinal))
        {
            (string end, string other) = name.EndsWith(".lora_a", StringComparison.Ordinal) ? (".lora_a", ".lora_b") : (".lora_b", ".lora_a");
            if (name.EndsWith(end, StringComparison.Ordinal) && !names.Contains(name[..^end.Length] + other)) { throw new GgufException($"its tensor '{name}' lacks the other half, '{other}'"); }
        }
    }

    private static void Complete(HashSet<string> names, long blocks)
    {
        if (!names.Contains("token_embd.weight")) { throw new GgufException("the tensor 'token_embd.weight' is missing: it holds no language model, or not all of one"); }
        if (blocks > names.Count) { throw new GgufException($"it claims {blocks} layers with {names.Count} tensors"); }

        HashSet<long> present = [];
        foreach (string name in names)
        {
            if (name.StartsWith("blk.", StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(4, Math.Max(0, name.IndexOf('.', 4) - 4)), NumberStyles.None, CultureInfo.InvariantCulture, out long block))
            {
                present.Add(block);
            }
        }

        for (long i = 0; i < blocks; i++)
        {
            if (!present.Contains(i)) { throw new GgufException($"the tensors of layer {i} of {blocks} are missing"); }
        }
    }
}
