using System.Buffers;
using System.Globalization;
using System.Text;

namespace LlmEval.Reporting.Html;

/// <summary>Foreign texts on a page: nothing in them is markup, steers the reader's terminal or turns the direction of what stands around them.</summary>
internal static class HtmlText
{
    private const char Replacement = '\uFFFD';

    /// <summary>What <see cref="Clean"/> changes: controls but tab and line feed, separators of lines, what turns the direction of text, surrogates (half of which may be missing).</summary>
    private static readonly SearchValues<char> s_unclean = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c =>
        (char.IsControl(c) && c is not ('\t' or '\n')) || c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' || IsDirection(c) || char.IsSurrogate(c))]);

    private static readonly SearchValues<char> s_markup = SearchValues.Create("&<>\"'");

    /// <summary>
    /// A text without what cannot be seen: control characters become their pictures, line ends become line feeds, half a surrogate becomes U+FFFD, and what
    /// would turn the direction of the text around it is named.
    /// </summary>
    public static string Clean(string text)
    {
        int first = text.AsSpan().IndexOfAny(s_unclean);
        if (first < 0) { return text; }

        StringBuilder clean = new(text.Length + 16);
        clean.Append(text, 0, first);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            bool hasNext = i + 1 < text.Length;
            if (char.IsHighSurrogate(c) && hasNext && char.IsLowSurrogate(text[i + 1])) { clean.Append(c).Append(text[++i]); }
            else if (char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF') { clean.Append(Replacement); }
            else if (c == '\r' && hasNext && text[i + 1] == '\n') { continue; }
            else if (c is '\r' or '\u2028' or '\u2029' or '\u0085') { clean.Append('\n'); }
            else if (c is '\t' or '\n') { clean.Append(c); }
            else if (c < ' ') { clean.Append((char)('\u2400' + c)); }
            else if (c == '\u007F') { clean.Append('\u2421'); }
            else if (char.IsControl(c)) { clean.Append(Replacement); }
            else if (IsDirection(c)) { clean.Append(CultureInfo.InvariantCulture, $"[U+{(int)c:X4}]"); }
            else { clean.Append(c); }
        }

        return clean.ToString();
    }

    /// <summary>The beginning of a text, cleaned; says how much is missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters that are kept.</param>
    public static string Short(string text, int most)
    {
        (string begin, string? note) = Cut(text, most);
        return begin + note;
    }

    /// <summary>The beginning of a text, cleaned, and how much is missing; null for nothing.</summary>
    public static (string Begin, string? Note) Cut(string text, int most)
    {
        if (text.Length <= most) { return (Clean(text), null); }

        int end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return (Clean(text[..end]), string.Create(CultureInfo.InvariantCulture, $" … {text.Length - end} more characters, in the result file"));
    }

    /// <summary>Appends a text so that a page shows it as it is, as content and as a quoted attribute.</summary>
    public static void Append(StringBuilder html, string text)
    {
        ReadOnlySpan<char> rest = Clean(text);
        while (rest.IndexOfAny(s_markup) is >= 0 and int at)
        {
            html.Append(rest[..at]).Append(rest[at] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", _ => "&#39;" });
            rest = rest[(at + 1)..];
        }

        html.Append(rest);
    }

    private static bool IsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';
}
