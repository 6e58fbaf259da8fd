using System.Globalization;
using System.Text;

namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>
/// White space and lower case as Python has them, because the reference implementations of the metrics are written in it: white space
/// includes U+001C to U+001F, a capital sigma at the end of a word becomes a final one, and U+0130 becomes two code points.
/// </summary>
internal static class PythonText
{
    /// <summary>Whether <c>str.isspace</c> holds.</summary>
    public static bool IsWhiteSpace(char c) => c <= ' ' ? c is ' ' or (>= '\t' and <= '\r') or (>= '\u001c' and <= '\u001f') : c > '~' && char.IsWhiteSpace(c);

    /// <summary><c>str.rstrip()</c>.</summary>
    public static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        int end = text.Length;
        while (end > 0 && IsWhiteSpace(text[end - 1])) { end--; }

        return text[..end];
    }

    /// <summary>Whether the code point is a word character of Python's regular expressions, the underscore left aside: a letter or a number, and no mark.</summary>
    public static bool IsLetterOrNumber(int point) => point < 128
        ? char.IsAsciiLetterOrDigit((char)point)
        : CharUnicodeInfo.GetUnicodeCategory(point) is <= UnicodeCategory.OtherLetter or (>= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber);

    /// <summary>The code point at an index and how many UTF-16 units it takes; half a surrogate pair is one of its own.</summary>
    public static int PointAt(ReadOnlySpan<char> text, int index, out int length)
    {
        char c = text[index];
        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(c, text[index + 1]);
        }

        length = 1;
        return c;
    }

    /// <summary><c>str.lower()</c>.</summary>
    public static string Lower(string text) => text.AsSpan().ContainsAny('\u0130', '\u03a3') ? LowerSpecial(text) : text.ToLowerInvariant();

    private static string LowerSpecial(string text)
    {
        StringBuilder lower = new(text.Length + 8);
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\u0130' or '\u03a3')) { continue; }

            lower.Append(text[from..i].ToLowerInvariant());
            lower.Append(text[i] == '\u0130' ? "i\u0307" : IsFinalSigma(text, i) ? "\u03c2" : "\u03c3");
            from = i + 1;
        }

        return lower.Append(text[from..].ToLowerInvariant()).ToString();
    }

    // Final_Sigma of the Unicode standard, 3.13: a cased letter before, none after, case-ignorable characters skipped.
    private static bool IsFinalSigma(string text, int index)
    {
        int before = index - 1;
        int point = '.';
        while (before >= 0 && IsCaseIgnorable(point)) { point = Before(text, ref before); }

        if (IsCaseIgnorable(point) || !IsCased(point)) { return false; }

        int after = index + 1;
        while (after < text.Length)
        {
            point = PointAt(text, after, out int length);
            if (!IsCaseIgnorable(point)) { return !IsCased(point); }

            after += length;
        }

        return true;
    }

    private static int Before(string text, ref int index)
    {
        int start = index > 0 && char.IsSurrogatePair(text[index - 1], text[index]) ? index - 1 : index;
        int point = PointAt(text, start, out _);
        index = start - 1;
        return point;
    }

    private static bool IsCaseIgnorable(int point) =>
        CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || point is '\'' or '.' or ':' or 0xb7 or 0x387 or 0x55f or 0x5f4 or 0x2018 or 0x2019 or 0x2024 or 0x2027 or 0xfe13 or 0xfe52 or 0xfe55 or 0xff07 or 0xff0e or 0xff1a;

    private static bool IsCased(int point) =>
        CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || point is 0xaa or 0xba or (>= 0x2160 and <= 0x217f) or (>= 0x24b6 and <= 0x24e9)
            or (>= 0x1f130 and <= 0x1f149) or (>= 0x1f150 and <= 0x1f169) or (>= 0x1f170 and <= 0x1f189);
}
