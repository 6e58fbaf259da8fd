namespace LlmEval.Worker.Protocol;

/// <summary>Asks how many tokens conversations have; nothing is decoded.</summary>
internal sealed record CountTokens : Message
{
    /// <summary>Number of the request.</summary>
    public long Id { get; init; }

    /// <summary>The conversations.</summary>
    public required IReadOnlyList<IReadOnlyList<Turn>> Conversations { get; init; }
}

/// <summary>Answers <see cref="CountTokens"/>.</summary>
internal sealed record TokensCounted : Message
{
    /// <summary>Number of the request.</summary>
    public long Id { get; init; }

    /// <summary>One for each conversation, in their order.</summary>
    public required IReadOnlyList<PromptSize> Sizes { get; init; }
}

/// <summary>The size of a rendered prompt.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Fault">Why it cannot be rendered; null when it can.</param>
/// <param name="Reason">The same in sentences.</param>
/// <param name="Line">Line of the chat template that it lies in, from 1; 0 when it lies in none.</param>
internal sealed record PromptSize(int Tokens, FaultKind? Fault = null, string? Reason = null, int Line = 0);

/// <summary>Asks for the embeddings of texts.</summary>
internal sealed record Embed : Message
{
    /// <summary>Number of the request.</summary>
    public long Id { get; init; }

    /// <summary>The texts.</summary>
    public required IReadOnlyList<string> Texts { get; init; }
}

/// <summary>Answers <see cref="Embed"/>.</summary>
internal sealed record Embedded : Message
{
    /// <summary>Number of the request.</summary>
    public long Id { get; init; }

    /// <summary>One for each text, in their order: little-endian 32-bit floats, of length 1 (Euclid).</summary>
    public required IReadOnlyList<byte[]> Vectors { get; init; }

    /// <summary>Tokens of all texts.</summary>
    public int InputTokens { get; init; }
}
