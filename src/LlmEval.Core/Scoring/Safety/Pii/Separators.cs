namespace LlmEval.Scoring.Safety.Pii;

/// <summary>What people and type-setters put between the groups of a number.</summary>
internal static class Separators
{
    /// <summary>A space, also one that does not break or is narrow.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\u00a0' or '\u2007' or '\u2009' or '\u202f';

    /// <summary>A hyphen, also one that does not break, or an en dash.</summary>
    public static bool IsDash(char c) => c is '-' or '\u2010' or '\u2011' or '\u2013';

    /// <summary>Either.</summary>
    public static bool IsSpaceOrDash(char c) => IsSpace(c) || IsDash(c);

    /// <summary>Either, or a dot.</summary>
    public static bool IsAny(char c) => c == '.' || IsSpaceOrDash(c);

    /// <summary>Whether two separators are of one kind.</summary>
    public static bool AreAlike(char a, char b) => a == b || (IsSpace(a) && IsSpace(b)) || (IsDash(a) && IsDash(b));
}
