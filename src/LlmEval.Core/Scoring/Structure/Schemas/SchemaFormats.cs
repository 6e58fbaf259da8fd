using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>The formats, lengths and patterns of texts in a schema.</summary>
internal static partial class SchemaFormats
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <summary>Length in code points, as RFC 8259 counts characters.</summary>
    public static int Length(string text)
    {
        int length = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1])) { length--; }
        }

        return length;
    }

    /// <summary>
    /// A pattern as ECMA 262 means it, as far as .NET's regular expressions go: <c>\d</c> and <c>\w</c> are ASCII, <c>$</c> is the very end.
    /// </summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Regex Pattern(string pattern)
    {
        string whole = Ends(pattern);
        try { return new Regex(whole, RegexOptions.ECMAScript | RegexOptions.CultureInvariant, s_limit); }
        catch (ArgumentException) { return new Regex(whole, RegexOptions.CultureInvariant, s_limit); }
    }

    /// <summary>The test of a format; null for one that says nothing.</summary>
    public static Func<string, bool>? Find(string format) => format switch
    {
        "date-time" => static t => DateTimeText().Match(t) is { Success: true } m && IsDate(m.Groups["date"].Value) && IsTime(m.Groups["time"].Value),
        "date" => IsDate,
        "time" => IsTime,
        "duration" => static t => DurationText().IsMatch(t),
        "email" => static t => EmailText().IsMatch(t),
        "hostname" => static t => t.Length <= 253 && HostText().IsMatch(t),
        "ipv4" => static t => Ip4Text().IsMatch(t),
        "ipv6" => static t => !t.Contains('%', StringComparison.Ordinal) && !t.Contains('[', StringComparison.Ordinal) && IPAddress.TryParse(t, out IPAddress? a) && a.AddressFamily == AddressFamily.InterNetworkV6,
        "uri" => static t => SchemeText().IsMatch(t) && Uri.TryCreate(t, UriKind.Absolute, out _),
        "uuid" => static t => t.Length == 36 && Guid.TryParseExact(t, "D", out _),
        "regex" => IsPattern,
        _ => null,
    };

    private static bool IsPattern(string text)
    {
        try { return Pattern(text) is not null; }
        catch (ArgumentException) { return false; }
    }

    private static bool IsDate(string text) => DateText().IsMatch(text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // RFC 3339; a leap second is only the last of a day in UTC, which is not looked at here.
    private static bool IsTime(string text) => TimeText().IsMatch(text);

    // .NET's "$" also matches before a line break at the end.
    private static string Ends(string pattern)
    {
        if (!pattern.Contains('$', StringComparison.Ordinal)) { return pattern; }

        StringBuilder text = new();
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length) { text.Append(c).Append(pattern[++i]); }
            else
            {
                inClass = c == '[' ? true : c != ']' && inClass;
                text.Append(c == '$' && !inClass ? "(?!.|\\n)" : c.ToString());
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<time>.+)\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DateTimeText();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DateText();

    [GeneratedRegex(@"^(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TimeText();

    [GeneratedRegex(@"^P(?=.)(?:[0-9]+W|(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DurationText();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EmailText();

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HostText();

    [GeneratedRegex(@"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ip4Text();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>""{}|\\^`]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SchemeText();
}
