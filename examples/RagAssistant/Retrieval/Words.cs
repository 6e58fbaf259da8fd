using System.Text.RegularExpressions;

namespace RagAssistant.Retrieval;

/// <summary>The words of a text that carry meaning, without the commonest endings.</summary>
internal static partial class Words
{
    private static readonly HashSet<string> s_little =
    [
        "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "and", "or", "with", "is", "are", "was", "be", "been", "it", "its", "this", "that", "these", "there",
        "do", "does", "did", "can", "could", "may", "must", "will", "would", "i", "me", "my", "we", "you", "your", "they", "their", "what", "which", "who", "whom", "when", "where", "how",
        "s", "have", "has", "had", "so", "as", "up", "than",
    ];

    /// <summary>In the order of the text, repeated ones repeated.</summary>
    public static string[] Of(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value).Where(w => !s_little.Contains(w)).Select(Stem)];

    private static string Stem(string word) => word switch
    {
        { Length: > 5 } when word.EndsWith("ing", StringComparison.Ordinal) => word[..^3],
        { Length: > 4 } when word.EndsWith("ed", StringComparison.Ordinal) => word[..^2],
        { Length: > 3 } when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
        { Length: > 3 } when word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) => word[..^1],
        _ => word,
    };

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();
}
