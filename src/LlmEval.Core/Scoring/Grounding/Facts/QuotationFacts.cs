namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>Texts of two words or more in double quotation marks of any language, within a line and 1000 characters.</summary>
internal static class QuotationFacts
{
    private const int Longest = 1000;

    public static List<Fact> Find(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        List<Fact> facts = [];
        int index = 0;
        while (index < text.Length)
        {
            int open = text[index..].IndexOfAny("\"\u201c\u201e\u00ab\u201f");
            if (open < 0) { break; }

            cancellationToken.ThrowIfCancellationRequested();
            index += open + 1;
            ReadOnlySpan<char> rest = text.Slice(index, Math.Min(Longest, text.Length - index));
            int line = rest.IndexOfAny('\n', '\r');
            if (line >= 0) { rest = rest[..line]; }

            int close = rest.IndexOfAny(text[index - 1] switch { '"' => "\"", '\u00ab' => "\u00bb", '\u201e' => "\u201c\u201d\"", _ => "\u201d\"" });
            if (close < 0) { continue; }

            ReadOnlySpan<char> quoted = rest[..close];
            if (quoted.Trim().IndexOf(' ') > 0 && Parts(quoted) is { Count: > 0 } parts) { facts.Add(new Fact(FactKind.Quotation, index, close, parts)); }

            index += close + 1;
        }

        return facts;
    }

    /// <summary>The words of a quotation as <see cref="PlainText"/>, divided where something is left out; all of them must be found.</summary>
    private static List<string> Parts(ReadOnlySpan<char> quoted)
    {
        string marked = quoted.ToString().Replace("[...]", "\u2026", StringComparison.Ordinal).Replace("...", "\u2026", StringComparison.Ordinal);
        return [.. marked.Split('\u2026').Select(p => PlainText.Of(p)).Where(p => p.Length > 0)];
    }
}
