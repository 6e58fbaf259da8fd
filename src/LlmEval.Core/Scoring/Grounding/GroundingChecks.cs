namespace LlmEval.Scoring.Grounding;

/// <summary>The kinds of checks on what an answer says that its context does not hold.</summary>
internal static class GroundingChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        GroundedFactsCheck.Kind, CitationsCheck.Kind, UrlHostsCheck.Kind, SelfConsistencyCheck.Kind,
    ];
}
