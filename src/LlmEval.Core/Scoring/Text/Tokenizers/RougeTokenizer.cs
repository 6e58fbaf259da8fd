namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>
/// The tokens of rouge_score: lower case, everything but <c>a-z</c> and <c>0-9</c> separates, and tokens longer than three characters are
/// stemmed where asked for. A text without Latin letters and digits has none.
/// </summary>
internal static class RougeTokenizer
{
    public static TokenList Tokenize(string text, bool stem)
    {
        // U+0130 and the Kelvin sign become ASCII letters in lower case; that is Python's doing and has to be ours.
        TextBuffer buffer = new(text.Length);
        foreach (char c in text.AsSpan().ContainsAnyExceptInRange('\0', '\u007f') ? PythonText.Lower(text) : text)
        {
            buffer.Append(char.IsAsciiLetterOrDigit(c) ? (char)(c | 0x20) : ' ');
        }

        TokenList tokens = TokenList.Split(ref buffer);
        if (!stem) { return tokens; }

        TextBuffer stems = new(text.Length + 1);
        Span<char> word = stackalloc char[64];
        for (int i = 0; i < tokens.Count; i++)
        {
            ReadOnlySpan<char> token = tokens[i];
            if (token.Length <= 3) { stems.Append(token); }
            else { PorterStemmer.Append(token, word, ref stems); }

            stems.Append(' ');
        }

        tokens.Dispose();
        return TokenList.Split(ref stems);
    }
}
