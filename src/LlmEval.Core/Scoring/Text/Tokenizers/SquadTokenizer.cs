using System.Text;

namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>The words of a text by SQuAD's normalisation.</summary>
internal static class SquadTokenizer
{
    public static TokenList Tokenize(string text)
    {
        TextBuffer letters = new(text.Length);
        TextBuffer words = new(text.Length);
        // Letters of ASCII need no other string.
        foreach (char c in Ascii.IsValid(text) ? text : PythonText.Lower(text))
        {
            if (!ChrfWords.IsPunctuation(c)) { letters.Append(char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c); }
        }

        ReadOnlySpan<char> from = letters.Span;
        for (int i = 0; i < from.Length;)
        {
            int article = from[i] is 'a' or 't' && !IsWord(from, i - 1, before: true) ? Article(from, i) : 0;
            if (article > 0)
            {
                words.Append(' ');
                i += article;
                continue;
            }

            words.Append(from[i++]);
        }

        letters.Dispose();
        return TokenList.Split(ref words);
    }

    // The length of the article that stands there as a word of its own. A combining mark is no part of a word, as in Python.
    private static int Article(ReadOnlySpan<char> text, int start)
    {
        ReadOnlySpan<char> rest = text[start..];
        int length = rest.StartsWith("the") ? 3 : rest.StartsWith("an") && !IsWord(text, start + 2, before: false) ? 2 : rest[0] == 'a' ? 1 : 0;
        return length > 0 && !IsWord(text, start + length, before: false) ? length : 0;
    }

    private static bool IsWord(ReadOnlySpan<char> text, int index, bool before)
    {
        if (index < 0 || index >= text.Length) { return false; }

        if (before && index > 0 && char.IsSurrogatePair(text[index - 1], text[index])) { index--; }

        return PythonText.IsLetterOrNumber(PythonText.PointAt(text, index, out _));
    }
}
