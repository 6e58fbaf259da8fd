using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>Chooses the rule of a metric.</summary>
internal static class RegressionRules
{
    private static readonly ExactRule Exact = new();
    private static readonly ScreenAndCombine ScreenAndCombine = new();
    private static readonly SequentialRule Sequential = new();

    /// <summary>
    /// Single samples of pass or fail on both sides are counted; everything else has a spread to be judged by. Several looks at identical samples would be none.
    /// </summary>
    public static IRegressionRule For(Metric metric, GateInput input) =>
        metric.IsBinary && input.SamplesAreIdentical && (input.Baseline!.IsDeterministic || input.Plan.Regression.Rule == RegressionRule.Deterministic) ? Exact
        : input.Plan.Regression.Rule == RegressionRule.Sequential && !input.SamplesAreIdentical ? Sequential
        : ScreenAndCombine;
}
