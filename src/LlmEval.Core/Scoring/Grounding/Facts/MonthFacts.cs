namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>Dates with the name of a month: the day before or behind it, the year behind; a month needs one of them.</summary>
internal static class MonthFacts
{
    private const int LongestName = 10;

    public static List<Fact> Find(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        List<Fact> facts = [];
        int index = 0;
        while (index < text.Length)
        {
            if (!char.IsLetter(text[index]))
            {
                index++;
                continue;
            }

            int end = index;
            while (end < text.Length && char.IsLetter(text[end])) { end++; }

            bool isWhole = (index == 0 || !(char.IsDigit(text[index - 1]) || text[index - 1] == '_')) && (end == text.Length || !(char.IsDigit(text[end]) || text[end] == '_'));
            if (isWhole && end - index <= LongestName && Months.Of(text[index..end]) is var month and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Around(text, index, end, month) is { } fact)
                {
                    // A day between two months belongs to the first.
                    if (facts.Count == 0 || facts[^1].End <= fact.Start) { facts.Add(fact); }

                    end = Math.Max(end, fact.End);
                }
            }

            index = end;
        }

        return facts;
    }

    private static Fact? Around(ReadOnlySpan<char> text, int start, int end, int month)
    {
        (int day, int first) = Before(text, start);
        int last = end;
        if (day == 0)
        {
            (day, last) = DayBehind(text, end);
            if (day == 0) { last = end; }
        }

        (int year, int stop) = YearBehind(text, last);
        if (year > 0) { last = stop; }

        return DateFacts.Value(year, month, day) is { } value ? new Fact(FactKind.Date, first, last - first, [value]) : null;
    }

    /// <summary><c>31</c>, <c>31.</c>, <c>31st</c>, <c>31st of</c>, <c>31 de</c> before a month; the day, or 0, and where it begins.</summary>
    private static (int Day, int Start) Before(ReadOnlySpan<char> text, int month)
    {
        ReadOnlySpan<char> before = text[Math.Max(0, month - 10)..month];
        int cut = month - before.Length;
        before = before.TrimEnd(' ');
        foreach (string word in (ReadOnlySpan<string>)[" of", " de"])
        {
            if (before.EndsWith(word, StringComparison.OrdinalIgnoreCase)) { before = before[..^word.Length].TrimEnd(' '); }
        }

        foreach (string suffix in (ReadOnlySpan<string>)["st", "nd", "rd", "th", "er", "."])
        {
            if (before.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                before = before[..^suffix.Length];
                break;
            }
        }

        int digits = 0;
        while (digits < before.Length && char.IsAsciiDigit(before[^(digits + 1)])) { digits++; }

        int start = cut + before.Length - digits;
        bool isAlone = digits is 1 or 2 && (start == 0 || !(char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or ',' or '_' or '/'));
        return isAlone && Number(before[^digits..]) is var day and > 0 and < 32 ? (day, start) : (0, month);
    }

    /// <summary><c> 31</c>, <c>. 31st</c>, <c> the 31st</c> behind a month.</summary>
    private static (int Day, int End) DayBehind(ReadOnlySpan<char> text, int month)
    {
        int index = Skip(text, month, ".");
        index = Skip(text, index, " ");
        index = Skip(text, index, "the ");
        int digits = Digits(text, index);
        if (digits is not (1 or 2) || index == month) { return (0, month); }

        int end = index + digits;
        foreach (string suffix in (ReadOnlySpan<string>)["st", "nd", "rd", "th"]) { end = Skip(text, end, suffix); }

        // 5.30 and 12:15 are no days.
        bool isAlone = end == text.Length || !(char.IsLetterOrDigit(text[end]) || (text[end] is ':' or '.' or '%' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])) || text[end] == '%');
        return isAlone && Number(text.Slice(index, digits)) is var day and > 0 and < 32 ? (day, end) : (0, month);
    }

    /// <summary><c>, 2024</c>, <c> 2024</c>, <c> de 2024</c>.</summary>
    private static (int Year, int End) YearBehind(ReadOnlySpan<char> text, int index)
    {
        int at = Skip(text, index, ".");
        at = Skip(text, at, ",");
        at = Skip(text, at, " ");
        foreach (string word in (ReadOnlySpan<string>)["de ", "del ", "of "]) { at = Skip(text, at, word); }

        return at > index && Digits(text, at) == 4 && text[at] is '1' or '2' && (at + 4 == text.Length || !(char.IsLetter(text[at + 4]) || text[at + 4] == '_'))
            ? (Number(text.Slice(at, 4)), at + 4) : (0, index);
    }

    private static int Skip(ReadOnlySpan<char> text, int index, string what) => text[index..].StartsWith(what, StringComparison.OrdinalIgnoreCase) ? index + what.Length : index;

    /// <summary>Digits from there on, five at most.</summary>
    private static int Digits(ReadOnlySpan<char> text, int index)
    {
        int end = index;
        while (end < text.Length && end - index < 5 && char.IsAsciiDigit(text[end])) { end++; }

        return end - index;
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
