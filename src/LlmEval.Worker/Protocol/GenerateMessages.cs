namespace LlmEval.Worker.Protocol;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text.</param>
internal sealed record Turn(string Role, string Content);

/// <summary>Asks for one answer.</summary>
internal sealed record Generate : Message
{
    /// <summary>Number of the request, chosen by the run.</summary>
    public long Id { get; init; }

    /// <summary>The conversation.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>Longest answer in tokens; null means what fits the context.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Temperature; null or 0 is greedy.</summary>
    public float? Temperature { get; init; }

    /// <summary>Nucleus sampling; null means all.</summary>
    public float? TopP { get; init; }

    /// <summary>Number of most likely tokens to choose from; null means all.</summary>
    public int? TopK { get; init; }

    /// <summary>Seed of the sampling; null means a random one.</summary>
    public uint? Seed { get; init; }

    /// <summary>Texts that end the answer and are not part of it.</summary>
    public required IReadOnlyList<string> Stop { get; init; }

    /// <summary>A grammar (GBNF, rule <c>root</c>) that the answer must follow; null when none.</summary>
    public string? Grammar { get; init; }

    /// <summary>Whether the log-probabilities of the tokens are wanted.</summary>
    public bool Logprobs { get; init; }
}

/// <summary>An answer.</summary>
internal sealed record Generated : Message
{
    /// <summary>Number of the request.</summary>
    public long Id { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Tokens of the rendered prompt.</summary>
    public int InputTokens { get; init; }

    /// <summary>Tokens of the prompt that another request had decoded already.</summary>
    public int SharedTokens { get; init; }

    /// <summary>Tokens of the answer, its end included.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Whether the answer was cut at the token limit.</summary>
    public bool Cut { get; init; }

    /// <summary>From the moment the request got its slot to its end, in milliseconds.</summary>
    public double Milliseconds { get; init; }

    /// <summary>From the same moment to the answer's first token, in milliseconds.</summary>
    public double FirstTokenMilliseconds { get; init; }

    /// <summary>The texts of the answer's tokens, without its end and without a stop text; null when not asked for.</summary>
    public IReadOnlyList<string>? Tokens { get; init; }

    /// <summary>
    /// The natural logarithms of the probabilities of <see cref="Tokens"/>, by the softmax of the model's raw logits: temperature 1, before sampler and
    /// grammar. Null when not asked for, or when the model's numbers are none.
    /// </summary>
    public IReadOnlyList<double>? Logprobs { get; init; }
}
