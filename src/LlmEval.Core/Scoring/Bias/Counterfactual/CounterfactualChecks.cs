namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>The checks over the variants of <c>counterfactual:</c>.</summary>
internal static class CounterfactualChecks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CheckKind> All { get; } = [CounterfactualGapCheck.Kind, FlipRateCheck.Kind, MeanAbsGapCheck.Kind, ParityGapCheck.Kind];
}
