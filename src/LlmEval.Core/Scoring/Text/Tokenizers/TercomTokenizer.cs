namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>Tercom's tokenizer as sacrebleu has it: lower case, then normalisation and removal of punctuation where asked for, then split at white space.</summary>
internal static class TercomTokenizer
{
    /// <summary>
    /// The words of a reference. They pass the tokenizer twice, because they do in sacrebleu; a possessive before a line break is split off only then.
    /// </summary>
    public static TokenList TokenizeReference(string text, TerOptions options)
    {
        TokenList once = Tokenize(text, options);
        if (!options.Normalized) { return once; }

        TextBuffer line = new(text.Length);
        for (int i = 0; i < once.Count; i++)
        {
            if (i > 0) { line.Append(' '); }

            line.Append(once[i]);
        }

        once.Dispose();
        string joined = line.Span.ToString();
        line.Dispose();
        return Tokenize(joined, options);
    }

    public static TokenList Tokenize(string text, TerOptions options)
    {
        ReadOnlySpan<char> trimmed = PythonText.TrimEnd(text);
        string line = options.CaseSensitive ? trimmed.ToString() : PythonText.Lower(trimmed.ToString());
        if (line.Length == 0 || !(options.Normalized || options.NoPunctuation)) { return Tokenizer.Split(line); }

        TextBuffer buffer = new(line);
        TextBuffer spare = new(line.Length);
        try
        {
            if (options.Normalized) { Normalize(ref buffer, ref spare, options.AsianSupport); }

            if (options.NoPunctuation) { RemovePunctuation(ref buffer, ref spare, options.AsianSupport); }

            return TokenList.Split(ref buffer);
        }
        finally
        {
            buffer.Dispose();
            spare.Dispose();
        }
    }

    private static void Normalize(ref TextBuffer buffer, ref TextBuffer spare, bool asian)
    {
        string text = buffer.Span.ToString().Replace("\n-", string.Empty, StringComparison.Ordinal).Replace('\n', ' ')
            .Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        spare.Append(' ');
        spare.Append(text);
        spare.Append(' ');
        buffer.Take(ref spare);
        WesternPunctuation.SplitSymbols(ref buffer, ref spare);
        spare.Append(buffer.Span.ToString().Replace("'s ", " 's ", StringComparison.Ordinal));
        buffer.Take(ref spare);
        WesternPunctuation.SplitStops(ref buffer, ref spare);
        if (!asian) { return; }

        // The patterns for runs of kana stand at the beginning of a text, which is a space here: they never apply.
        foreach (char c in buffer.Span)
        {
            bool isAlone = IsAsian(c) || IsAsianPunctuation(c);
            if (isAlone) { spare.Append(' '); }

            spare.Append(c);
            if (isAlone) { spare.Append(' '); }
        }

        buffer.Take(ref spare);
    }

    private static void RemovePunctuation(ref TextBuffer buffer, ref TextBuffer spare, bool asian)
    {
        foreach (char c in buffer.Span)
        {
            if (c is not ('.' or ',' or '?' or ':' or ';' or '!' or '"' or '(' or ')') && !(asian && IsAsianPunctuation(c))) { spare.Append(c); }
        }

        buffer.Take(ref spare);
    }

    // Ideographs, strokes, radicals, compatibility forms, enclosed letters. The range from U+3200 ends at U+3F22, as in sacrebleu.
    private static bool IsAsian(char c) =>
        c is (>= '\u4e00' and <= '\u9fff') or (>= '\u3400' and <= '\u4dbf') or (>= '\u31c0' and <= '\u31ef') or (>= '\u2e80' and <= '\u2eff')
            or (>= '\u3300' and <= '\u33ff') or (>= '\uf900' and <= '\ufaff') or (>= '\ufe30' and <= '\ufe4f') or (>= '\u3200' and <= '\u3f22');

    private static bool IsAsianPunctuation(char c) =>
        c is '\u3001' or '\u3002' or (>= '\u3008' and <= '\u3011') or (>= '\u3014' and <= '\u301f') or (>= '\uff61' and <= '\uff65') or '\u30fb'
            or '\uff0e' or '\uff0c' or '\uff1f' or '\uff1a' or '\uff1b' or '\uff01' or '\uff02' or '\uff08' or '\uff09';
}
