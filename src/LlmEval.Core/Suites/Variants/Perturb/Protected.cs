using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>The places of a text that no perturbation may touch, because a change there changes what is said.</summary>
internal static partial class Protected
{
    /// <summary>
    /// A flag a UTF-16 unit: placeholders, code between backticks, tags, URLs, e-mail addresses, paths, every word with a digit or an underscore, surrogates and what is combined with them.
    /// </summary>
    public static bool[] Of(string text)
    {
        bool[] flags = new bool[text.Length];
        foreach (ValueMatch match in Places().EnumerateMatches(text)) { flags.AsSpan(match.Index, match.Length).Fill(true); }

        for (int i = 0; i < text.Length; i++)
        {
            // A letter with a combining mark behind it is one character to a reader.
            bool isMark = char.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
            if (char.IsSurrogate(text[i])) { flags[i] = true; }
            else if (isMark)
            {
                flags[i] = true;
                if (i > 0) { flags[i - 1] = true; }
            }
        }

        return flags;
    }

    /// <summary>How many of some places are changed: the rate, rounded down, and at least one.</summary>
    public static int Count(int places, double rate) => places == 0 ? 0 : Math.Max(1, (int)(places * rate));

    [GeneratedRegex(@"\{\{[^}]*\}\}|\{[\w.:-]*\}|\$\{[^}]*\}|%[a-z]|`[^`]*`|</?[A-Za-z][^<>]*>|[A-Za-z][A-Za-z0-9+.-]*://\S+|www\.\S+|\S+@\S+|\S*[/\\]\S+|[\p{L}\p{M}]*[\p{N}_][\p{L}\p{M}\p{N}_.,:%-]*",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Places();
}
