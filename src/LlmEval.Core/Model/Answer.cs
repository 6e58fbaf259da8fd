namespace LlmEval.Model;

/// <summary>What a model said in one turn: its own doing, good or bad. Trouble on the way to it is never an answer.</summary>
public sealed record Answer
{
    /// <summary>The text; may be empty.</summary>
    public required string Text { get; init; }

    /// <summary>Why it stopped.</summary>
    public FinishReason Finish { get; init; } = FinishReason.Stop;

    /// <summary>Tokens of the request, where told.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer, where told.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Time of the successful attempt, without queue and retries.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The model as the response names it, where told.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>The backend's fingerprint, where told.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Time from the beginning of the successful attempt to the first token, where it was measured.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>What the provider charged for it, where it told; in the currency of the model's prices.</summary>
    public double? Cost { get; init; }

    /// <summary>Mark of the machine that measured its times; null where that is not known. Machines differ, so that a time says little on another one.</summary>
    public string? Machine { get; init; }

    /// <summary>Tools that the model wants to be called, in order.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>What was retrieved for it, in order, where the application tells.</summary>
    public IReadOnlyList<Passage> Passages { get; init; } = [];

    /// <summary>Its tokens and how likely they were; null where that was not asked for or is not known.</summary>
    public IReadOnlyList<TokenLogprob>? Logprobs { get; init; }
}
