using System.Globalization;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>
/// Numbers with separators of thousands in any convention, signs, percents, units, times of day, versions, words such as million, and English number words
/// up to twenty. Numbers of a list (<c>1.</c> at the beginning of a line), in citations (<c>[1]</c>), and parts of names (<c>GPT-4</c>) are none.
/// </summary>
internal static class NumberFacts
{
    private const int Longest = 64;

    public static List<Fact> Find(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        List<Fact> facts = [];
        int index = 0;
        while (index < text.Length)
        {
            char c = text[index];
            if (char.IsAsciiDigit(c))
            {
                index = Digits(text, index, facts);
                cancellationToken.ThrowIfCancellationRequested();
            }
            else if (char.IsLetter(c))
            {
                int end = index;
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) { end++; }

                // A hyphenated word is one: twenty-one is not twenty.
                bool isPart = (index > 0 && text[index - 1] == '-') || (end + 1 < text.Length && text[end] == '-' && char.IsLetter(text[end + 1]));
                if (end - index <= 9 && !isPart && Units.Word(text[index..end]) is { } word) { Add(text, index, end, [word], facts); }

                index = end;
            }
            else { index++; }
        }

        return facts;
    }

    private static int Digits(ReadOnlySpan<char> text, int start, List<Fact> facts)
    {
        int end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (IsInner(text[end]) && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))) { end++; }

        // A thousand may be set off by an ordinary space: 12 345.
        int grouped = end;
        if (end - start <= 3)
        {
            while (grouped - start <= Longest && grouped + 3 < text.Length && text[grouped] == ' ' && IsThree(text, grouped + 1)) { grouped += 4; }

            // So many groups are a list of numbers.
            if (grouped - start > Longest) { grouped = end; }
        }

        ReadOnlySpan<char> written = text[start..end];
        bool isOfName = start > 0 && (char.IsLetter(text[start - 1]) || text[start - 1] == '_' || (text[start - 1] == '-' && start > 1 && char.IsLetter(text[start - 2])));
        if (isOfName || written.Length > Longest || IsOfList(text, start, end) || IsCitation(text, start, end)) { return end; }

        if (written.Contains(':'))
        {
            facts.Add(new Fact(FactKind.Number, start, end - start, [Time(written, text[end..])]));
            return end;
        }

        HashSet<string>? literal = null;
        List<decimal> values = NumberReader.Values(written);
        if (values.Count == 0) { literal = [written.ToString()]; }

        if (grouped > end && decimal.TryParse(text[start..grouped].ToString().Replace(" ", string.Empty, StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out decimal joined))
        {
            values = [joined];
            end = grouped;
        }

        bool isNegative = start > 0 && text[start - 1] is '-' or '\u2212' && (start == 1 || char.IsWhiteSpace(text[start - 2]) || text[start - 2] is '(' or '[' or '"');
        if (literal is not null) { facts.Add(new Fact(FactKind.Number, start, end - start, [.. literal])); }
        else { Add(text, isNegative ? start - 1 : start, end, isNegative ? [.. values.Select(v => -v)] : values, facts); }

        return end;
    }

    /// <summary>Adds a number with what stands before and after it: a sign of currency, a word that multiplies, a unit.</summary>
    private static void Add(ReadOnlySpan<char> text, int start, int end, List<decimal> values, List<Fact> facts)
    {
        string? unit = start > 0 && text[start - 1] is '$' or '\u20ac' or '\u00a3' or '\u00a5' ? Units.Of(text.Slice(start - 1, 1)) : null;
        int factorEnd = Word(text, end, out ReadOnlySpan<char> word);
        if (Units.Factor(word) is { } factor && (word is not ("k" or "K") || factorEnd == end + 1))
        {
            try { values = [.. values.Select(v => v * factor)]; }
            catch (OverflowException) { return; }

            end = factorEnd;
            Word(text, end, out word);
        }

        unit ??= Units.Of(word);
        facts.Add(new Fact(FactKind.Number, start, end - start, [.. values.Select(Canonical).Distinct()], unit));
    }

    /// <summary>The word or sign behind a number, over one space; where it ends.</summary>
    private static int Word(ReadOnlySpan<char> text, int end, out ReadOnlySpan<char> word)
    {
        int start = end < text.Length && text[end] is ' ' or '\u00a0' or '\u202f' or '-' ? end + 1 : end;
        int stop = start;
        while (stop < text.Length && stop - start < 16 && (char.IsLetter(text[stop]) || text[stop] is '%' or '\u20ac' or '$' or '\u00b0' or '\u00a3' or '/')) { stop++; }

        word = text[start..stop].TrimEnd('/');
        return start + word.Length;
    }

    private static string Canonical(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>In hours of the day to 24.</summary>
    private static string Time(ReadOnlySpan<char> written, ReadOnlySpan<char> after)
    {
        int colon = written.IndexOf(':');
        if (!int.TryParse(written[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out int hour)) { return written.ToString(); }

        ReadOnlySpan<char> half = after.TrimStart();
        if (hour < 12 && (half.StartsWith("pm", StringComparison.OrdinalIgnoreCase) || half.StartsWith("p.m", StringComparison.OrdinalIgnoreCase))) { hour += 12; }

        return FormattableString.Invariant($"{hour}{written[colon..].ToString()}");
    }

    private static bool IsInner(char c) => c is '.' or ',' or '\'' or '\u2019' or ':' or '\u00a0' or '\u202f' or '\u2009';

    private static bool IsThree(ReadOnlySpan<char> text, int at) =>
        at + 2 < text.Length && char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) && char.IsAsciiDigit(text[at + 2])
        && (at + 3 == text.Length || !(char.IsAsciiDigit(text[at + 3]) || text[at + 3] is ':' or '-' or '/'));

    private static bool IsOfList(ReadOnlySpan<char> text, int start, int end)
    {
        if (end - start > 2 || end >= text.Length || text[end] is not ('.' or ')' or ':') || (end + 1 < text.Length && !char.IsWhiteSpace(text[end + 1]))) { return false; }

        int before = start;
        while (before > 0 && start - before < 16 && text[before - 1] is ' ' or '\t' or '*' or '#' or '>' or '(') { before--; }

        return (before == 0 || text[before - 1] is '\n' or '\r') && end + 1 < text.Length;
    }

    private static bool IsCitation(ReadOnlySpan<char> text, int start, int end)
    {
        int before = start, after = end;
        while (before > 0 && start - before < 32 && (char.IsAsciiDigit(text[before - 1]) || text[before - 1] is ',' or ' ' or '-')) { before--; }

        while (after < text.Length && after - end < 32 && (char.IsAsciiDigit(text[after]) || text[after] is ',' or ' ' or '-')) { after++; }

        return before > 0 && after < text.Length && ((text[before - 1] == '[' && text[after] == ']') || (text[before - 1] == '\u3010' && text[after] is '\u3011' or '\u2020'));
    }
}
