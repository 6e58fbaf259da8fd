namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>The words of chrF++: split at white space; of a word with ASCII punctuation at its end, else at its beginning, that one character is split off.</summary>
internal static class ChrfWords
{
    public static TokenList Tokenize(string text)
    {
        TextBuffer words = new(text.Length + (text.Length / 4));
        for (int i = 0; i < text.Length;)
        {
            int end = i;
            while (end < text.Length && !PythonText.IsWhiteSpace(text[end])) { end++; }

            ReadOnlySpan<char> word = text.AsSpan(i, end - i);
            int cut = word.Length < 2 ? 0 : IsPunctuation(word[^1]) ? word.Length - 1 : IsPunctuation(word[0]) ? 1 : 0;
            words.Append(word[..cut]);
            words.Append(' ');
            words.Append(word[cut..]);
            words.Append(' ');
            i = end + 1;
        }

        return TokenList.Split(ref words);
    }

    /// <summary>Whether a character is one of Python's <c>string.punctuation</c>.</summary>
    public static bool IsPunctuation(char c) => c < 128 && (char.IsPunctuation(c) || char.IsSymbol(c));
}
