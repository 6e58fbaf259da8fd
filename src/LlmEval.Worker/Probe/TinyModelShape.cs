namespace LlmEval.Worker.Probe;

/// <summary>Size and storage of a tiny model.</summary>
internal sealed record TinyModelShape
{
    /// <summary>Width; a multiple of 32 times <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 64;

    public int Layers { get; init; } = 1;

    public int Heads { get; init; } = 2;

    public int KeyHeads { get; init; } = 1;

    public int FeedForward { get; init; } = 64;

    public int ContextLength { get; init; } = 2048;

    public GgufTensorType Type { get; init; } = GgufTensorType.F32;

    /// <summary>Seed of the weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Standard deviation of the weights.</summary>
    public float Spread { get; init; } = 0.08f;

    /// <summary>The chat template; null leaves it out.</summary>
    public string? ChatTemplate { get; init; } = TinyModel.ChatMl;

    /// <summary>How embeddings are pooled, as llama.cpp numbers it (1 mean, 2 first, 3 last); null leaves it out.</summary>
    public int? Pooling { get; init; }

    /// <summary>A tensor to leave out, to see what becomes of an incomplete file.</summary>
    public string? Without { get; init; }
}
