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
}
