using System.Buffers;
using System.Globalization;
using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary>Texts as the language of chat templates sees them, which is Python's: counted in code points, with Python's idea of a blank.</summary>
internal static class PythonText
{
    /// <summary>Python's <c>str.isspace</c>.</summary>
    public static SearchValues<char> Spaces { get; } = SearchValues.Create(
        "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000");

    public static bool IsSpace(char c) => Spaces.Contains(c);

    public static string TrimStart(string text, string? characters = null)
    {
        int start = characters is null ? text.AsSpan().IndexOfAnyExcept(Spaces) : text.AsSpan().IndexOfAnyExcept(characters);
        return start < 0 ? string.Empty : text[start..];
    }

    public static string TrimEnd(string text, string? characters = null)
    {
        int end = characters is null ? text.AsSpan().LastIndexOfAnyExcept(Spaces) : text.AsSpan().LastIndexOfAnyExcept(characters);
        return text[..(end + 1)];
    }

    public static string Trim(string text, string? characters = null) => TrimEnd(TrimStart(text, characters), characters);

    /// <summary>Number of code points.</summary>
    public static int Length(string text)
    {
        if (!HasPairs(text)) { return text.Length; }

        int count = 0;
        for (int i = 0; i < text.Length; i++) { count += char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]) ? 0 : 1; }

        return count;
    }

    /// <summary>The code points, each as a text.</summary>
    public static IReadOnlyList<string> Characters(string text)
    {
        List<string> characters = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            characters.Add(pair ? text.Substring(i++, 2) : text[i].ToString());
        }

        return characters;
    }

    public static bool HasPairs(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') >= 0;

    /// <summary>Splits at runs of blanks, as <c>split()</c> without a separator does.</summary>
    public static List<string> Words(string text, int most)
    {
        List<string> words = [];
        int at = 0;
        while (true)
        {
            while (at < text.Length && IsSpace(text[at])) { at++; }
            if (at == text.Length) { return words; }
            if (words.Count == most)
            {
                words.Add(TrimEnd(text[at..]));
                return words;
            }

            int end = at;
            while (end < text.Length && !IsSpace(text[end])) { end++; }

            words.Add(text[at..end]);
            at = end;
        }
    }

    public static string Upper(string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    public static string Capitalize(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    /// <summary>Python's <c>str.title</c>: a letter after what is no letter is large, every other small.</summary>
    public static string TitleOfMethod(string text)
    {
        StringBuilder title = new(text.Length);
        bool inside = false;
        foreach (char c in text)
        {
            title.Append(inside ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            inside = char.IsLetter(c);
        }

        return title.ToString();
    }

    /// <summary>Jinja's <c>title</c> filter: words begin after blanks, hyphens and opening brackets.</summary>
    public static string TitleOfFilter(string text)
    {
        StringBuilder title = new(text.Length);
        bool inside = false;
        foreach (char c in text)
        {
            bool separates = IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
            title.Append(separates ? c : inside ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            inside = !separates;
        }

        return title.ToString();
    }

    /// <summary>Python's <c>repr</c> of a text.</summary>
    public static string Quote(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        StringBuilder quoted = new StringBuilder(text.Length + 2).Append(quote);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '\\': quoted.Append(@"\\"); break;
                case '\n': quoted.Append(@"\n"); break;
                case '\r': quoted.Append(@"\r"); break;
                case '\t': quoted.Append(@"\t"); break;
                case var q when q == quote: quoted.Append('\\').Append(q); break;
                case < ' ' or '\u007f': quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"); break;
                case > '\u007f' when !char.IsSurrogate(c) && !Printable(c):
                    quoted.Append(c < 0x100 ? "\\x" : "\\u").Append(((int)c).ToString(c < 0x100 ? "x2" : "x4", CultureInfo.InvariantCulture));
                    break;
                default: quoted.Append(c); break;
            }
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>Python's shortest text of a float that reads back the same.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value)) { return "nan"; }
        if (double.IsInfinity(value)) { return value > 0 ? "inf" : "-inf"; }

        // The shortest digits are .NET's too; where the exponent begins is not.
        string[] parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        double size = Math.Abs(value);
        if (value == 0 || size is >= 1e-4 and < 1e16)
        {
            string plain = parts.Length == 1 ? parts[0] : ((decimal)value).ToString(CultureInfo.InvariantCulture);
            return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
        }

        if (parts.Length == 1) { parts = Scientific(parts[0]); }

        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary>Digits and exponent of a number that .NET writes without one: below 0.0001.</summary>
    private static string[] Scientific(string plain)
    {
        string sign = plain.StartsWith('-') ? "-" : string.Empty;
        string digits = plain.TrimStart('-').Replace(".", string.Empty, StringComparison.Ordinal);
        string significant = digits.TrimStart('0').TrimEnd('0');
        int point = plain.TrimStart('-').IndexOf('.', StringComparison.Ordinal) is var p and >= 0 ? p : digits.Length;
        int exponent = point - 1 - (digits.Length - digits.TrimStart('0').Length);
        return [sign + significant[0] + (significant.Length > 1 ? "." + significant[1..] : string.Empty), exponent.ToString(CultureInfo.InvariantCulture)];
    }

    private static bool Printable(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
