using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>
/// Dates: <c>2024-01-31</c>, <c>31.01.2024</c>, <c>1/31/2024</c> (both orders where both are possible), <c>January 31, 2024</c>, <c>31 January 2024</c>,
/// <c>31. Januar 2024</c>, also without the year or without the day. Values: <c>2024-01-31</c>, <c>2024-01</c>, <c>--01-31</c>.
/// </summary>
internal static partial class DateFacts
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private static readonly Regex s_long = new(
        @"\b(?:(?<d>[0-3]?[0-9])(?:st|nd|rd|th|er|\.)? ?(?:of |de )?(?<m>MONTH)\b\.?(?:,? ?(?:de |del )?(?<y>[12][0-9]{3})\b)?|(?<m>MONTH)\b\.? (?:the )?(?<d>[0-3]?[0-9])(?:st|nd|rd|th)?\b(?:,? ?(?<y>[12][0-9]{3})\b)?|(?<m>MONTH)\b\.?,? ?(?:de |of )?(?<y>[12][0-9]{3})\b)"
            .Replace("MONTH", string.Join('|', Months.Names.OrderByDescending(n => n.Length)), StringComparison.Ordinal),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, s_limit);

    public static List<Fact> Find(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        List<Fact> facts = [];
        string whole = text.ToString();
        for (Match match = Numeric().Match(whole); match.Success; match = match.NextMatch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(facts, match, Digits(match));
        }

        for (Match match = s_long.Match(whole); match.Success; match = match.NextMatch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            int month = Months.Of(match.Groups["m"].Value);
            Add(facts, match, [Value(Year(match.Groups["y"].Value), month, match.Groups["d"].Success ? int.Parse(match.Groups["d"].ValueSpan, CultureInfo.InvariantCulture) : 0)]);
        }

        return facts;
    }

    private static void Add(List<Fact> facts, Match match, IEnumerable<string?> values)
    {
        string[] known = [.. values.OfType<string>().Distinct()];
        if (known.Length > 0) { facts.Add(new Fact(FactKind.Date, match.Index, match.Length, known)); }
    }

    private static IEnumerable<string?> Digits(Match match)
    {
        (int a, int b, int c) = (Number(match, "a"), Number(match, "b"), Number(match, "c"));
        if (match.Groups["a"].Length == 4) { return [Value(a, b, c)]; }

        int year = match.Groups["c"].Length == 2 ? c + (c < 70 ? 2000 : 1900) : c;
        return match.Groups["s"].Value == "/" ? [Value(year, a, b), Value(year, b, a)] : [Value(year, b, a)];
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static int Year(string year) => year.Length == 0 ? 0 : int.Parse(year, CultureInfo.InvariantCulture);

    /// <summary>A date in one notation; null when there is no such day. 0 stands for what is not said.</summary>
    private static string? Value(int year, int month, int day)
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

    [GeneratedRegex(@"(?<![\w.,/-])(?:(?<a>[12][0-9]{3})(?<s>[-/.])(?<b>[01]?[0-9])\k<s>(?<c>[0-3]?[0-9])|(?<a>[0-3]?[0-9])(?<s>[./-])(?<b>[0-3]?[0-9])\k<s>(?<c>[12][0-9]{3}|[0-9]{2}))(?=T[0-9]|(?![\w/]|[-.,][0-9]))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Numeric();
}
