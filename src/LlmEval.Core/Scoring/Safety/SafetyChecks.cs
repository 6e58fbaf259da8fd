namespace LlmEval.Scoring.Safety;

/// <summary>The kinds of checks on what an answer must not hold or do.</summary>
internal static class SafetyChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        Pii.PiiCheck.Kind, Secrets.SecretsCheck.Kind,
    ];
}
