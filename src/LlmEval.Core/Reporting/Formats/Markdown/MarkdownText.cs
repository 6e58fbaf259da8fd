using System.Globalization;
using System.Text;

namespace LlmEval.Reporting.Formats.Markdown;

/// <summary>
/// Foreign text inside of Markdown as GitHub and Azure render it: it stays one line of plain text, whatever it holds. Everything but letters, digits and a
/// few harmless signs is written as a character reference, which can never be structure (CommonMark 0.31, section 2.5); an empty comment after
/// <c>@</c> and <c>#</c> keeps mentions and references to issues from forming after the rendering.
/// </summary>
internal static class MarkdownText
{
    private const string Break = "<!-- -->";

    /// <summary>Appends a text.</summary>
    public static StringBuilder Plain(this StringBuilder markdown, string text)
    {
        foreach (Rune rune in Line(text).EnumerateRunes())
        {
            if (IsHarmless(rune)) { markdown.Append(rune.ToString()); }
            else
            {
                markdown.Append(CultureInfo.InvariantCulture, $"&#{rune.Value};");
                if (rune.Value is '@' or '#') { markdown.Append(Break); }
            }
        }

        return markdown;
    }

    /// <summary>
    /// The text that a reader sees: line breaks and other controls are spaces, halves of surrogates and what turns the direction of writing around are
    /// U+FFFD.
    /// </summary>
    public static string Line(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (Rune rune in text.ReplaceLineEndings(" ").EnumerateRunes())
        {
            line.Append(Rune.IsControl(rune) ? " " : TurnsAround(rune.Value) ? "\uFFFD" : rune.ToString());
        }

        return line.ToString();
    }

    private static bool TurnsAround(int c) => c is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;

    private static bool IsHarmless(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune) || " ,;'%?=".Contains((char)rune.Value) : true;
}
