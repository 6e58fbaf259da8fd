namespace LlmEval.Suites;

/// <summary>One condition of a filter: a key, and patterns of which one must fit, or with <c>!=</c> none may.</summary>
/// <param name="Key"><c>tag</c>, <c>suite</c>, <c>case</c> or <c>model</c>.</param>
/// <param name="IsNegated">Whether none of the patterns may fit.</param>
/// <param name="Patterns">What may fit.</param>
internal sealed record FilterTerm(string Key, bool IsNegated, IReadOnlyList<FilterPattern> Patterns)
{
    /// <summary>Whether a pattern fits a text.</summary>
    public bool Fits(string text) => Patterns.Any(p => p.IsExact ? string.Equals(p.Text, text, StringComparison.Ordinal) : Fits(p.Text, text));

    // Greedy with one point of return: linear in practice, and never worse than the product of both lengths.
    private static bool Fits(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') { (star, resume) = (p++, t); }
            else if (p < pattern.Length && char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t])) { (p, t) = (p + 1, t + 1); }
            else if (star >= 0) { (p, t) = (star + 1, ++resume); }
            else { return false; }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
