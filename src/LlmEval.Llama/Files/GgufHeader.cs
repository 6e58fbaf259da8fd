namespace LlmEval.Llama.Files;

/// <summary>
/// What the beginning of a GGUF file says, read to find bad files before a process is started for them. Format:
/// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
/// </summary>
internal sealed record GgufHeader
{
    /// <summary>Value of <c>general.architecture</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Value of <c>ARCH.block_count</c>; 0 when absent.</summary>
    public long Blocks { get; init; }

    /// <summary>Value of <c>ARCH.context_length</c>; 0 when absent.</summary>
    public long ContextLength { get; init; }

    /// <summary>Number of tensors.</summary>
    public int Tensors { get; init; }

    /// <summary>Whether the file is a LoRA adapter and no model.</summary>
    public bool IsAdapter { get; init; }

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="GgufException">The file is no GGUF file, is cut off, or lies about itself.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GgufHeader Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        return Read(file);
    }

    /// <summary>Reads the header from a stream that knows its length.</summary>
    /// <exception cref="GgufException">The bytes are no GGUF file, are cut off, or lie about themselves.</exception>
    public static GgufHeader Read(Stream stream)
    {
        GgufReader reader = new(stream);
        (int tensors, long pairs) = reader.Start();
        Dictionary<string, object> wanted = new(StringComparer.Ordinal);
        HashSet<string> keys = new(StringComparer.Ordinal);
        for (long i = 0; i < pairs; i++)
        {
            string key = reader.Name("a key");
            if (!keys.Add(key)) { throw new GgufException($"it has the key '{key}' twice"); }

            if (reader.Value(IsWanted(key)) is { } value) { wanted[key] = value; }
        }

        if (wanted.TryGetValue("split.count", out object? split) && Number(split) > 1)
        {
            throw new GgufException($"it is one of {Number(split)} parts of a model. Join them with llama-gguf-split --merge and name the whole file");
        }

        bool adapter = wanted.TryGetValue("general.type", out object? type) && type is "adapter";
        if (adapter && !(wanted.TryGetValue("adapter.type", out object? kind) && kind is "lora")) { throw new GgufException("it is an adapter of another type than lora"); }
        if (keys.Contains("adapter.alora.invocation_tokens")) { throw new GgufException("it is an activated LoRA (aLoRA), which is switched on within a text; only plain LoRA is supported"); }

        string architecture = wanted.TryGetValue("general.architecture", out object? text) && text is string { Length: > 0 } name
            ? name : throw new GgufException("it does not say general.architecture");
        long alignment = wanted.TryGetValue("general.alignment", out object? aligned) ? Number(aligned) : 32;
        if (alignment is < 1 or > 1 << 20 || (alignment & (alignment - 1)) != 0) { throw new GgufException($"general.alignment is {alignment}, not a power of two"); }

        GgufHeader header = new()
        {
            Architecture = architecture,
            Blocks = wanted.TryGetValue(architecture + ".block_count", out object? blocks) ? Number(blocks) : 0,
            ContextLength = wanted.TryGetValue(architecture + ".context_length", out object? length) ? Number(length) : 0,
            Tensors = tensors,
            IsAdapter = adapter,
        };
        GgufTensorTable.Check(reader, tensors, alignment, header);
        return header;
    }

    private static bool IsWanted(string key) =>
        key is "general.architecture" or "general.alignment" or "general.type" or "adapter.type" or "split.count"
        || key.EndsWith(".block_count", StringComparison.Ordinal) || key.EndsWith(".context_length", StringComparison.Ordinal);

    private static long Number(object value) => value is long number ? number : throw new GgufException("a number of its header is not a number");
}
