namespace LlmEval.Scoring.Cost;

/// <summary>The kinds of checks on what an answer took.</summary>
internal static class CostChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        LatencyCheck.Kind, FirstTokenCheck.Kind, CostCheck.Kind, TokensCheck.InputKind, TokensCheck.OutputKind,
    ];
}
