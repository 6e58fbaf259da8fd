namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>mteval-v13a as sacrebleu has it: the tokenizer of WMT for languages in Latin script.</summary>
internal static class Tokenizer13a
{
    public static TokenList Tokenize(ReadOnlySpan<char> text)
    {
        TextBuffer buffer = new(text.Length + (text.Length / 2) + 2);
        TextBuffer spare = new(text.Length + (text.Length / 2) + 2);
        try
        {
            buffer.Append(' ');
            if (text.ContainsAny('\n', '&') || text.Contains("<skipped>", StringComparison.Ordinal)) { buffer.Append(Unescape(text.ToString())); }
            else { buffer.Append(text); }

            buffer.Append(' ');
            WesternPunctuation.SplitSymbols(ref buffer, ref spare);
            WesternPunctuation.SplitStops(ref buffer, ref spare);
            return TokenList.Split(ref buffer);
        }
        finally
        {
            buffer.Dispose();
            spare.Dispose();
        }
    }

    private static string Unescape(string text)
    {
        text = text.Replace("<skipped>", string.Empty, StringComparison.Ordinal).Replace("-\n", string.Empty, StringComparison.Ordinal).Replace('\n', ' ');
        return text.Contains('&')
            ? text.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
                .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
            : text;
    }
}
