using System.Text;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>The words of a text in lower case with one space between them: what texts are compared by that differ in case, punctuation and line breaks.</summary>
internal static class PlainText
{
    /// <summary>The words; nothing at the ends.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        StringBuilder plain = new(text.Length);
        bool isDue = false;
        foreach (char c in text)
        {
            // Apostrophes are part of a word, whatever their form.
            if (c is '\'' or '\u2019' or '\u2018' or '\u02bc') { continue; }

            if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                isDue = plain.Length > 0;
                continue;
            }

            if (isDue) { plain.Append(' '); }

            isDue = false;
            plain.Append(char.ToLowerInvariant(c));
        }

        return plain.ToString();
    }
}
