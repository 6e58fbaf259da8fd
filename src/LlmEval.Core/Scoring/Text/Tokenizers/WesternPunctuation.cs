namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>
/// The splitting of ASCII symbols, points, commas and dashes that mteval-v13a and Tercom share: four replacements, one after the other,
/// each from left to right without overlaps (the second of two neighbours may therefore escape, as there). Digits are those of ASCII.
/// </summary>
internal static class WesternPunctuation
{
    /// <summary>Puts spaces around every ASCII symbol but apostrophe, comma, dash and point.</summary>
    public static void SplitSymbols(ref TextBuffer text, ref TextBuffer spare)
    {
        foreach (char c in text.Span)
        {
            if (!IsSymbol(c))
            {
                spare.Append(c);
                continue;
            }

            spare.Append(' ');
            spare.Append(c);
            spare.Append(' ');
        }

        text.Take(ref spare);
    }

    /// <summary>Splits points and commas that no digit precedes, then those that no digit follows, then dashes that a digit precedes.</summary>
    public static void SplitStops(ref TextBuffer text, ref TextBuffer spare)
    {
        ReadOnlySpan<char> from = text.Span;
        for (int i = 0; i < from.Length; i++)
        {
            spare.Append(from[i]);
            if (i + 1 < from.Length && from[i + 1] is '.' or ',' && !char.IsAsciiDigit(from[i]))
            {
                spare.Append(' ');
                spare.Append(from[++i]);
                spare.Append(' ');
            }
        }

        text.Take(ref spare);
        from = text.Span;
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] is '.' or ',' && i + 1 < from.Length && !char.IsAsciiDigit(from[i + 1]))
            {
                spare.Append(' ');
                spare.Append(from[i]);
                spare.Append(' ');
                i++;
            }

            spare.Append(from[i]);
        }

        text.Take(ref spare);
        from = text.Span;
        for (int i = 0; i < from.Length; i++)
        {
            spare.Append(from[i]);
            if (i + 1 < from.Length && from[i + 1] == '-' && char.IsAsciiDigit(from[i]))
            {
                spare.Append(' ');
                spare.Append(from[++i]);
                spare.Append(' ');
            }
        }

        text.Take(ref spare);
    }

    // The ranges are those of mteval's pattern; the one from space takes the space too, which changes nothing once split.
    private static bool IsSymbol(char c) =>
        c is (>= '{' and <= '~') or (>= '[' and <= '`') or (>= ' ' and <= '&') or (>= '(' and <= '+') or (>= ':' and <= '@') or '/';
}
