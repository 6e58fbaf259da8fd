namespace LlmEval.Scoring.Text;

/// <summary>The kinds of checks on the words of an answer.</summary>
internal static class TextChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        EqualsCheck.Kind, ContainsCheck.Kind, ContainsCheck.IgnoringCase, StartsWithCheck.Kind, RegexCheck.Kind, LevenshteinCheck.Kind,
    ];
}
