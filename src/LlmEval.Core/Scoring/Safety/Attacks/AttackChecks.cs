namespace LlmEval.Scoring.Safety.Attacks;

/// <summary>The kinds of checks on cases that <c>attacks:</c> made.</summary>
internal static class AttackChecks
{
    public static IReadOnlyList<CheckKind> All { get; } = [AttackResistedCheck.Kind, AttackSuccessRateCheck.Kind];
}
