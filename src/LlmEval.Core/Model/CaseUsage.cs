namespace LlmEval.Model;

/// <summary>
/// What the first samples of a case used, for a budget: means a sample, so that it is what one use of the prompt takes. Only of the model under test, never of those that judge it. Known only where
/// the suite sets a budget; times only where the budget bounds times.
/// </summary>
public sealed record CaseUsage
{
    /// <summary>Samples that the model answered; the others used nothing that is known.</summary>
    public required int Answered { get; init; }

    /// <summary>Requests a sample: turns, and the steps of tools.</summary>
    public double Requests { get; init; }

    /// <summary>Tokens of the requests; null where an answer does not tell them.</summary>
    public double? InputTokens { get; init; }

    /// <summary>Tokens of the answers; null where an answer does not tell them.</summary>
    public double? OutputTokens { get; init; }

    /// <summary>What the provider charged, in the currency of the model's price; null where it did not tell, so that tokens and prices say it.</summary>
    public double? Charged { get; init; }

    /// <summary>Seconds of each answered sample, by its number; null where no budget asks for them.</summary>
    public IReadOnlyList<float>? Seconds { get; init; }

    /// <summary>Seconds to the first token of each answered sample; null where no budget asks for them or one was not measured.</summary>
    public IReadOnlyList<float>? FirstTokens { get; init; }
}
