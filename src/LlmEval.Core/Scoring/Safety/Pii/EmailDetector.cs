using System.Buffers;

namespace LlmEval.Scoring.Safety.Pii;

/// <summary>
/// E-mail addresses: a local part of the characters that need no quotes (RFC 5322), no dot at its ends nor two in a row, 64 at most; a domain of at
/// least two labels, also punycode and letters of any script, the last one not a number.
/// </summary>
internal static class EmailDetector
{
    private const int LongestLocal = 64;
    private const int LongestDomain = 253;
    private static readonly SearchValues<char> s_local =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-");

    /// <summary>Looks for one around the sign at <paramref name="at"/>.</summary>
    public static void Find(in PiiText text, int at)
    {
        int end = Domain(text, at + 1);
        if (end < 0) { return; }

        int start = at;
        while (start > 0 && at - start <= LongestLocal && (s_local.Contains(text[start - 1]) || (text[start - 1] > '\u007f' && char.IsLetterOrDigit(text[start - 1])))) { start--; }

        ReadOnlySpan<char> local = text.Text[start..at];
        int dots = local.LastIndexOf("..", StringComparison.Ordinal);
        if (dots >= 0) { start += dots + 2; }

        // Quotes, brackets and signs around an address, or the slashes and equal signs of a URL before it, are not its own.
        int own = text.Text[start..at].LastIndexOfAny('/', '=', '?');
        if (own >= 0) { start += own + 1; }

        while (start < at && !char.IsLetterOrDigit(text[start]) && text[start] is not ('_' or '+')) { start++; }

        bool isTool = text[end] == ':' && PiiText.IsWord(text[end + 1]) && text.Text[start..at] is "git";
        if (start < at && at - start <= LongestLocal && text[at - 1] != '.' && !isTool && !IsScaledImage(text.Text[(at + 1)..end])) { text.Add(PiiEntity.Email, start, end); }
    }

    /// <summary>Where the domain ends; -1 when there is none.</summary>
    private static int Domain(in PiiText text, int start)
    {
        int end = -1, label = start;
        for (int index = start; index - start <= LongestDomain; index++)
        {
            char c = text[index];
            if (char.IsLetterOrDigit(c) || (c == '-' && index > label)) { continue; }

            int last = index;
            while (last > label && text[last - 1] == '-') { last--; }

            if (last == label || last - label > 63) { break; }

            if (label > start && IsTop(text.Text[label..last])) { end = last; }

            if (c != '.' || last != index) { break; }

            label = index + 1;
        }

        return end;
    }

    private static bool IsTop(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) { return label.Length > 4; }

        foreach (char c in label)
        {
            if (!char.IsLetter(c)) { return false; }
        }

        return label.Length >= 2;
    }

    /// <summary><c>logo@2x.png</c> is a file.</summary>
    private static bool IsScaledImage(ReadOnlySpan<char> domain) =>
        domain.Length > 3 && char.IsAsciiDigit(domain[0]) && domain[1] is 'x' or 'X' && domain[2] == '.';
}
