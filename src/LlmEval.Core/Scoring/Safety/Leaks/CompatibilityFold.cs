using System.Text;

namespace LlmEval.Scoring.Safety.Leaks;

/// <summary>
/// The letters and digits of a text in lower case, everything between them left out, with the forms that Unicode calls compatible to ASCII (NFKC: full
/// width, mathematical, circled, raised and lowered ones) as ASCII. Own tables, because the runtime does not normalise without ICU.
/// </summary>
internal readonly struct CompatibilityFold
{
    private const string LetterLike =
        "\u2102c\u210ag\u210bh\u210ch\u210dh\u210eh\u2110i\u2111i\u2112l\u2113l\u2115n\u2119p\u211aq\u211br\u211cr\u211dr\u2124z\u2128z\u212ak\u212cb\u212dc\u212fe\u2130e\u2131f\u2133m\u2134o\u2139i"
        + "\u2145d\u2146d\u2147e\u2148i\u2149j\u1d43a\u1d47b\u1d9cc\u1d48d\u1d49e\u1da0f\u1d4dg\u02b0h\u2071i\u02b2j\u1d4fk\u02e1l\u1d50m\u207fn\u1d52o\u1d56p\u02b3r\u02e2s\u1d57t\u1d58u\u1d5bv\u02b7w\u02e3x\u02b8y\u1dbbz"
        + "\u2090a\u2091e\u2095h\u1d62i\u2c7cj\u2096k\u2097l\u2098m\u2099n\u2092o\u209ap\u1d63r\u209bs\u209ct\u1d64u\u1d65v\u2093x\u00aaa\u00bao"
        + "\u00b22\u00b33\u00b91";

    private static readonly Dictionary<int, char> s_letterLike = Enumerable.Range(0, LetterLike.Length / 2).ToDictionary(i => (int)LetterLike[2 * i], i => LetterLike[(2 * i) + 1]);

    private readonly int[] _places;

    private CompatibilityFold(string text, int[] places) => (Text, _places) = (text, places);

    /// <summary>What is left.</summary>
    public string Text { get; }

    /// <summary>Folds a text.</summary>
    public static CompatibilityFold Of(string text)
    {
        StringBuilder folded = new(text.Length);
        List<int> places = new(text.Length);
        Span<char> units = stackalloc char[2];
        for (int index = 0; index < text.Length;)
        {
            if (char.IsAscii(text[index]))
            {
                char c = text[index];
                if (char.IsAsciiLetterOrDigit(c))
                {
                    folded.Append(char.ToLowerInvariant(c));
                    places.Add(index);
                }

                index++;
                continue;
            }

            // Half of a surrogate pair gives the replacement character, which is no letter.
            Rune.DecodeFromUtf16(text.AsSpan(index), out Rune rune, out int length);
            Rune plain = Fold(rune.Value) is var ascii and not '\0' ? new Rune(ascii) : Rune.IsLetterOrDigit(rune) ? Rune.ToLowerInvariant(rune) : default;
            if (plain != default)
            {
                int count = plain.EncodeToUtf16(units);
                folded.Append(units[..count]);
                for (int i = 0; i < count; i++) { places.Add(index); }
            }

            index += length;
        }

        return new CompatibilityFold(folded.ToString(), [.. places]);
    }

    /// <summary>A text without white space and characters of no width, otherwise as it is.</summary>
    public static CompatibilityFold WithoutSpace(string text)
    {
        StringBuilder left = new(text.Length);
        List<int> places = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) || char.GetUnicodeCategory(text[i]) == System.Globalization.UnicodeCategory.Format) { continue; }

            left.Append(text[i]);
            places.Add(i);
        }

        return new CompatibilityFold(left.ToString(), [.. places]);
    }

    /// <summary>Without each <paramref name="pair"/> and, of what is left, each <paramref name="single"/>.</summary>
    public CompatibilityFold Without(string pair, char single)
    {
        StringBuilder left = new(Text.Length);
        List<int> places = new(Text.Length);
        for (int i = 0; i < Text.Length; i++)
        {
            if (Text.AsSpan(i).StartsWith(pair, StringComparison.Ordinal)) { i += pair.Length - 1; }
            else if (Text[i] != single)
            {
                left.Append(Text[i]);
                places.Add(_places[i]);
            }
        }

        return new CompatibilityFold(left.ToString(), [.. places]);
    }

    /// <summary>Where a folded text stands in the text that was folded; null when it does not.</summary>
    public (int Start, int Length)? IndexOf(string folded)
    {
        int at = Text.IndexOf(folded, StringComparison.Ordinal);
        return at < 0 ? null : (_places[at], _places[at + folded.Length - 1] + 1 - _places[at]);
    }

    private static char Fold(int rune) => rune switch
    {
        >= 0xFF10 and <= 0xFF19 => (char)(rune - 0xFF10 + '0'),
        >= 0xFF21 and <= 0xFF3A => (char)(rune - 0xFF21 + 'a'),
        >= 0xFF41 and <= 0xFF5A => (char)(rune - 0xFF41 + 'a'),
        >= 0x1D400 and <= 0x1D6A3 => (char)('a' + ((rune - 0x1D400) % 26)),
        >= 0x1D7CE and <= 0x1D7FF => (char)('0' + ((rune - 0x1D7CE) % 10)),
        >= 0x24B6 and <= 0x24CF => (char)(rune - 0x24B6 + 'a'),
        >= 0x24D0 and <= 0x24E9 => (char)(rune - 0x24D0 + 'a'),
        >= 0x249C and <= 0x24B5 => (char)(rune - 0x249C + 'a'),
        >= 0x1F110 and <= 0x1F129 => (char)(rune - 0x1F110 + 'a'),
        >= 0x1F130 and <= 0x1F149 => (char)(rune - 0x1F130 + 'a'),
        >= 0x2460 and <= 0x2468 => (char)(rune - 0x2460 + '1'),
        >= 0x2474 and <= 0x247C => (char)(rune - 0x2474 + '1'),
        0x24EA or 0x2070 or 0x2080 => '0',
        >= 0x2074 and <= 0x2079 => (char)(rune - 0x2070 + '0'),
        >= 0x2081 and <= 0x2089 => (char)(rune - 0x2080 + '0'),
        _ => s_letterLike.GetValueOrDefault(rune),
    };
}
