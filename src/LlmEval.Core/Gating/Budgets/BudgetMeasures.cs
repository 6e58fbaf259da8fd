namespace LlmEval.Gating.Budgets;

/// <summary>The one table of what a budget may bound.</summary>
public static class BudgetMeasures
{
    /// <summary>Every measure by the key under which a suite names it.</summary>
    public static IReadOnlyList<KeyValuePair<string, BudgetMeasure>> All { get; } =
    [
        new("cost-per-case", BudgetMeasure.CostPerCase),
        new("tokens-per-case", BudgetMeasure.TokensPerCase),
        new("input-tokens-per-case", BudgetMeasure.InputTokensPerCase),
        new("output-tokens-per-case", BudgetMeasure.OutputTokensPerCase),
        new("p50-latency", BudgetMeasure.MedianLatency),
        new("p95-latency", BudgetMeasure.P95Latency),
        new("p50-first-token", BudgetMeasure.MedianFirstToken),
        new("p95-first-token", BudgetMeasure.P95FirstToken),
    ];

    /// <summary>The key.</summary>
    public static string Name(this BudgetMeasure measure) => All[(int)measure].Key;

    /// <summary>Whether it is a time, which only the machine that measured it can judge.</summary>
    public static bool IsTime(this BudgetMeasure measure) => measure >= BudgetMeasure.MedianLatency;

    /// <summary>Whether it is a time to the first token.</summary>
    internal static bool IsFirstToken(this BudgetMeasure measure) => measure >= BudgetMeasure.MedianFirstToken;

    /// <summary>The share of samples that keep it, for quantiles; null for means.</summary>
    internal static double? Share(this BudgetMeasure measure) => measure switch
    {
        BudgetMeasure.MedianLatency or BudgetMeasure.MedianFirstToken => 0.5,
        BudgetMeasure.P95Latency or BudgetMeasure.P95FirstToken => 0.95,
        _ => null,
    };
}
