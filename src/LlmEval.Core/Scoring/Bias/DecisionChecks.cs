namespace LlmEval.Scoring.Bias;

/// <summary>The kinds of checks over a suite that tell how differently groups are decided on.</summary>
internal static class DecisionChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        GroupFairnessCheck.DemographicParity, GroupFairnessCheck.EqualizedOdds, BbqCheck.Kind, StereoSetCheck.Kind, WinoBiasCheck.Kind,
    ];
}
