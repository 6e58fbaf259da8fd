using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Gating.Budgets;

/// <summary>
/// Prices are in no key of answers. Where scores are money (the check <c>cost</c>, a ceiling on the suite's cost), a baseline holds only at the prices that it was made at; after an edit everything
/// is scored anew. A budget needs no such note: it is reckoned from tokens.
/// </summary>
internal static class PriceNote
{
    /// <summary>Whether scores are money.</summary>
    public static bool Decides(IReadOnlyList<Metric> metrics, GatePlan plan) =>
        metrics.Any(m => string.Equals(m.Check, UsageMetrics.Cost, StringComparison.Ordinal)) || plan.Floors.Any(f => string.Equals(f.Metric, UsageMetrics.Cost, StringComparison.Ordinal));

    /// <summary>Whether the baseline's scores are still so at the present price.</summary>
    public static bool Holds(Baseline baseline, IReadOnlyList<Metric> metrics, GatePlan plan, ModelPrice? price) =>
        !Decides(metrics, plan) || string.Equals(baseline.PriceKey, price?.Key, StringComparison.Ordinal);
}
