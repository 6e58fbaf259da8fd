namespace LlmEval.Gating.Budgets;

/// <summary>What a budget bounds.</summary>
public enum BudgetMeasure
{
    /// <summary>Mean money a case, in the currency of the model's price.</summary>
    CostPerCase,

    /// <summary>Mean tokens a case, in both directions.</summary>
    TokensPerCase,

    /// <summary>Mean tokens of the requests a case.</summary>
    InputTokensPerCase,

    /// <summary>Mean tokens of the answers a case.</summary>
    OutputTokensPerCase,

    /// <summary>Median seconds of a sample.</summary>
    MedianLatency,

    /// <summary>The seconds that 95 of 100 samples keep.</summary>
    P95Latency,

    /// <summary>Median seconds to the first token of a sample.</summary>
    MedianFirstToken,

    /// <summary>The seconds to the first token that 95 of 100 samples keep.</summary>
    P95FirstToken,
}
