using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>Chooses the rule of a metric.</summary>
internal static class RegressionRules
{
    private static readonly ExactRule Exact = new();
    private static readonly PairedTRule PairedT = new();

    /// <summary>The exact rule needs single samples of pass or fail on both sides; everything else has a spread to be judged by.</summary>
    public static IRegressionRule For(Metric metric, GateInput input, Baseline baseline) =>
        metric.IsBinary && input.IsDeterministic && baseline.IsDeterministic ? Exact : PairedT;
}
