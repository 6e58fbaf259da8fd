namespace LlmEval.Scoring.Text;

/// <summary>The kinds of checks on the words of an answer.</summary>
internal static class TextChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        EqualsCheck.Kind, IEqualsCheck.Kind, ContainsCheck.Kind, ContainsCheck.IgnoringCase, ContainsListCheck.All, ContainsListCheck.Any,
        ContainsListCheck.AllIgnoringCase, ContainsListCheck.AnyIgnoringCase, StartsWithCheck.Kind, StartsWithCheck.Ending, RegexCheck.Kind,
        WordCountCheck.Kind, LevenshteinCheck.Kind, SimilarCheck.Kind, SimilarityCheck.Kind, BleuCheck.Kind, ChrfCheck.Kind, ChrfCheck.WithWords, RougeNCheck.Kind,
        RougeLCheck.Kind, RougeLCheck.Summary, GleuCheck.Kind, MeteorCheck.Kind, ExactMatchCheck.Kind, TokenF1Check.Kind, TerCheck.Kind,
    ];
}
