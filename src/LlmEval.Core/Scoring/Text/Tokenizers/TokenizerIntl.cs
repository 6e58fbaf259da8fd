using System.Globalization;

namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>
/// mteval-v14, international: punctuation and symbols of all of Unicode, by general category and code point, punctuation between two
/// numbers left alone. Three replacements, each from left to right without overlaps.
/// </summary>
internal static class TokenizerIntl
{
    private enum Kind
    {
        Other,
        Number,
        Punctuation,
        Symbol,
    }

    public static TokenList Tokenize(ReadOnlySpan<char> text)
    {
        TextBuffer buffer = new(text.Length + (text.Length / 2));
        TextBuffer spare = new(text.Length + (text.Length / 2));
        try
        {
            SplitAfter(text, ref buffer);
            SplitBefore(buffer.Span, ref spare);
            buffer.Take(ref spare);
            SplitSymbols(buffer.Span, ref spare);
            return TokenList.Split(ref spare);
        }
        finally
        {
            buffer.Dispose();
            spare.Dispose();
        }
    }

    // A punctuation mark after what is no number: spaces around it.
    private static void SplitAfter(ReadOnlySpan<char> from, ref TextBuffer to)
    {
        for (int i = 0; i < from.Length;)
        {
            Kind kind = KindAt(from, i, out int length);
            to.Append(from.Slice(i, length));
            i += length;
            if (kind != Kind.Number && i < from.Length && KindAt(from, i, out length) == Kind.Punctuation)
            {
                to.Append(' ');
                to.Append(from.Slice(i, length));
                to.Append(' ');
                i += length;
            }
        }
    }

    // A punctuation mark before what is no number: spaces around it.
    private static void SplitBefore(ReadOnlySpan<char> from, ref TextBuffer to)
    {
        for (int i = 0; i < from.Length;)
        {
            Kind kind = KindAt(from, i, out int length);
            int next = i + length;
            if (kind == Kind.Punctuation && next < from.Length && KindAt(from, next, out int nextLength) != Kind.Number)
            {
                to.Append(' ');
                to.Append(from[i..next]);
                to.Append(' ');
                to.Append(from.Slice(next, nextLength));
                i = next + nextLength;
                continue;
            }

            to.Append(from[i..next]);
            i = next;
        }
    }

    private static void SplitSymbols(ReadOnlySpan<char> from, ref TextBuffer to)
    {
        for (int i = 0; i < from.Length;)
        {
            bool isSymbol = KindAt(from, i, out int length) == Kind.Symbol;
            if (isSymbol) { to.Append(' '); }

            to.Append(from.Slice(i, length));
            if (isSymbol) { to.Append(' '); }

            i += length;
        }
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int index, out int length) =>
        CharUnicodeInfo.GetUnicodeCategory(PythonText.PointAt(text, index, out length)) switch
        {
            >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => Kind.Number,
            >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation => Kind.Punctuation,
            >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol => Kind.Symbol,
            _ => Kind.Other,
        };
}
