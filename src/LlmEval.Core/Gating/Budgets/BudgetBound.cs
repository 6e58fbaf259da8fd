using LlmEval.Model;

namespace LlmEval.Gating.Budgets;

/// <summary>One bound of a budget; at least one of <paramref name="Max"/> and <paramref name="Rise"/> is set.</summary>
/// <param name="Measure">What is bounded.</param>
/// <param name="Max">The most that it may be: money in the currency of the model's price, tokens, or seconds; 0 or more. Null for no such bound.</param>
/// <param name="Rise">The most by which it may rise over the baseline, as a share: 0.1 is 10%; 0 or more. Null for no such bound.</param>
/// <param name="Location">Where it stands in the suite.</param>
public sealed record BudgetBound(BudgetMeasure Measure, double? Max, double? Rise, Location Location);
