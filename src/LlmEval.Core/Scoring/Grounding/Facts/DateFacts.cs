using System.Globalization;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>
/// Dates: <c>2024-01-31</c>, <c>31.01.2024</c>, <c>1/31/2024</c> (both orders where both are possible), <c>January 31, 2024</c>, <c>31 January 2024</c>,
/// <c>31. Januar 2024</c>, also without the year or without the day. Values: <c>2024-01-31</c>, <c>2024-01</c>, <c>--01-31</c>.
/// </summary>
internal static class DateFacts
{
    public static List<Fact> Find(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        List<Fact> facts = [];
        int index = 0;
        while (index < text.Length)
        {
            int next = text[index..].IndexOfAnyInRange('0', '9');
            if (next < 0) { break; }

            index += next;
            cancellationToken.ThrowIfCancellationRequested();
            int end = Numeric(text, index, facts);
            index = end > index ? end : index + Run(text, index);
        }

        facts.AddRange(MonthFacts.Find(text, cancellationToken));
        return facts;
    }

    /// <summary>Three numbers with the same separator; where they end, or <paramref name="start"/> when they are no date.</summary>
    private static int Numeric(ReadOnlySpan<char> text, int start, List<Fact> facts)
    {
        int first = Run(text, start), middle = start + first + 1;
        if (first is not (1 or 2 or 4) || middle >= text.Length || text[middle - 1] is not ('-' or '/' or '.')
            || (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.' or ',' or '/' or '-')))
        {
            return start;
        }

        char separator = text[middle - 1];
        int second = Run(text, middle), last = middle + second + 1;
        if (second is not (1 or 2) || last >= text.Length || text[last - 1] != separator) { return start; }

        int third = Run(text, last), end = last + third;
        if (first == 4 ? third is not (1 or 2) : third is not (2 or 4)) { return start; }

        // A time may follow: 2024-01-31T10:00.
        char after = end < text.Length ? text[end] : ' ', next = end + 1 < text.Length ? text[end + 1] : ' ';
        if (!(after == 'T' && char.IsAsciiDigit(next)) && (char.IsLetterOrDigit(after) || after is '_' or '/' || (after is '-' or '.' or ',' && char.IsAsciiDigit(next)))) { return start; }

        (int a, int b, int c) = (Number(text.Slice(start, first)), Number(text.Slice(middle, second)), Number(text.Slice(last, third)));
        int year = third == 2 ? c + (c < 70 ? 2000 : 1900) : c;
        string?[] values = first == 4 ? [Value(a, b, c)] : separator == '/' ? [Value(year, a, b), Value(year, b, a)] : [Value(year, b, a)];
        string[] known = [.. values.OfType<string>().Distinct()];
        if (known.Length == 0) { return start; }

        facts.Add(new Fact(FactKind.Date, start, end - start, known));
        return end;
    }

    private static int Run(ReadOnlySpan<char> text, int start)
    {
        int length = text[start..].IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length - start : length;
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    /// <summary>A date in one notation; null when there is no such day. 0 stands for what is not said.</summary>
    public static string? Value(int year, int month, int day)
    {
        if (month is < 1 or > 12 || day < 0 || day > DateTime.DaysInMonth(year is > 0 and < 10_000 ? year : 2000, month)) { return null; }

        return (year, day) switch
        {
            (0, 0) => null,
            (0, _) => FormattableString.Invariant($"--{month:00}-{day:00}"),
            (_, 0) => FormattableString.Invariant($"{year:0000}-{month:00}"),
            _ => FormattableString.Invariant($"{year:0000}-{month:00}-{day:00}"),
        };
    }
}
