namespace LlmEval.Scoring.Robustness;

/// <summary>The checks over the variants of <c>perturb:</c>.</summary>
internal static class RobustnessChecks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CheckKind> All { get; } = [ConsistencyCheck.Kind, RobustnessDropCheck.Kind];
}
