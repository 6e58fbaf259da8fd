using System.Text;

namespace LlmEval.Scoring.Safety.Leaks;

/// <summary>The words of a text: longest sequences of letters and digits of any script, in lower case.</summary>
internal static class LeakWords
{
    internal delegate void Word(ReadOnlySpan<char> word, int start, int end);

    public static void Read(string text, CancellationToken cancellationToken, Word found)
    {
        StringBuilder word = new();
        int start = 0, index = 0, count = 0;
        Span<char> units = stackalloc char[2];
        while (index < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(index), out Rune rune, out int length);
            if (IsWord(rune))
            {
                if (word.Length == 0) { start = index; }

                word.Append(units[..Rune.ToLowerInvariant(rune).EncodeToUtf16(units)]);
            }
            else if (word.Length > 0) { End(index); }

            index += length;
        }

        if (word.Length > 0) { End(index); }

        void End(int end)
        {
            if ((++count & 0xfff) == 0) { cancellationToken.ThrowIfCancellationRequested(); }

            foreach (ReadOnlyMemory<char> chunk in word.GetChunks())
            {
                // Nearly always one chunk; a longer word is put together.
                found(chunk.Length == word.Length ? chunk.Span : word.ToString(), start, end);
                break;
            }

            word.Clear();
        }
    }

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.OtherNumber;
}
