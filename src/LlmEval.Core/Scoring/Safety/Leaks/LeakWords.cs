using System.Text;

namespace LlmEval.Scoring.Safety.Leaks;

/// <summary>The words of a text: longest sequences of letters and digits of any script, in lower case.</summary>
internal static class LeakWords
{
    internal delegate void Word(ReadOnlySpan<char> word, int start, int end);

    public static void Read(string text, Word found, CancellationToken cancellationToken)
    {
        char[] word = new char[64];
        int start = 0, length = 0, count = 0, index = 0;
        while (index < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(index), out Rune rune, out int units);
            if (IsWord(rune))
            {
                if (length == 0) { start = index; }

                if (length + 2 > word.Length) { Array.Resize(ref word, 2 * word.Length); }

                length += Rune.ToLowerInvariant(rune).EncodeToUtf16(word.AsSpan(length));
            }
            else if (length > 0)
            {
                if ((++count & 0xfff) == 0) { cancellationToken.ThrowIfCancellationRequested(); }

                found(word.AsSpan(0, length), start, index);
                length = 0;
            }

            index += units;
        }

        if (length > 0) { found(word.AsSpan(0, length), start, index); }
    }

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.OtherNumber;
}
