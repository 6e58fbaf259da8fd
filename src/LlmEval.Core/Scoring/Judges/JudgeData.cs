using System.Text;
using System.Text.RegularExpressions;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// Puts texts of models, cases and documents into a judge's prompt as data, between <c>&lt;data name="..."&gt;</c> and <c>&lt;/data&gt;</c>. A text cannot end its own frame or open
/// another: wherever it has an angle bracket that could begin such a mark, a backslash follows the bracket. Half surrogate pairs become U+FFFD, so that a request is valid UTF-8.
/// The frame has no random part, so that equal texts are equal requests.
/// </summary>
internal static partial class JudgeData
{
    /// <summary>A text in its frame.</summary>
    public static string Frame(string name, string text)
    {
        string whole = Whole(text);
        string safe = whole.AsSpan().ContainsAny("<\uFF1C\uFE64\u2039\u3008") ? Mark().Replace(whole, "$1\\") : whole;
        return $"<data name=\"{name}\">\n{safe}\n</data>";
    }

    /// <summary>What a judge quotes from a framed text, as it stands in the text itself.</summary>
    public static string Unframe(string quote) => quote.Contains('\\', StringComparison.Ordinal) ? Escaped().Replace(quote, "$1") : quote;

    private static string Whole(string text)
    {
        int at = 0;
        while (at < text.Length && !char.IsSurrogate(text[at])) { at++; }

        if (at == text.Length) { return text; }

        StringBuilder whole = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) { whole.Append(rune.ToString()); }

        return whole.ToString();
    }

    // Also with what hides between bracket and word: slashes, spaces, backslashes, characters without width.
    [GeneratedRegex(@"([<\uFF1C\uFE64\u2039\u3008])(?=[^\p{L}\p{N}<>\uFF1C]{0,16}data)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    [GeneratedRegex(@"([<\uFF1C\uFE64\u2039\u3008])\\(?=[^\p{L}\p{N}<>\uFF1C]{0,16}data)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();
}
