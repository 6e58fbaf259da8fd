namespace LlmEval.Scoring;

/// <summary>Texts of authors and models, short enough and on one line for a reason or a diagnostic.</summary>
internal static class Quote
{
    private const int Longest = 80;

    /// <summary>In quotation marks, cut after 80 characters with the length told; an empty one says so.</summary>
    public static string Short(string text) => text.Length switch
    {
        0 => "an empty text",
        <= Longest => $"'{Line(text)}'",
        _ => $"'{Line(text[..Cut(text)])}...' ({text.Length} characters)",
    };

    /// <summary>A label as a table shows it: on one line, cut after <paramref name="longest"/> characters; an empty one says so, half a surrogate pair is <c>?</c>.</summary>
    public static string Label(string text, int longest)
    {
        if (text.Length == 0) { return "(empty)"; }

        bool isCut = text.Length > longest;
        string kept = isCut ? text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] : text;
        if (kept.Any(char.IsSurrogate))
        {
            kept = string.Concat(kept.EnumerateRunes().Select(r => r == System.Text.Rune.ReplacementChar ? "?" : r.ToString()));
        }

        return isCut ? Line(kept) + "..." : Line(kept);
    }

    /// <summary>With line breaks and other control characters escaped.</summary>
    public static string Line(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f')) { return text; }

        return string.Concat(text.Select(c => c switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        }));
    }

    // Never half a surrogate pair: the text ends up in files that must be UTF-8.
    private static int Cut(string text) => char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
}
