using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>
/// What a response says of its server's limits: <c>Retry-After</c> (RFC 9110, seconds or date) and <c>retry-after-ms</c>; and, where they
/// say that nothing remains, the reset times of OpenAI (<c>x-ratelimit-*</c>), Anthropic (<c>anthropic-ratelimit-*</c>) and the IETF draft
/// (<c>ratelimit-*</c>).
/// </summary>
internal static partial class RateLimitHeaders
{
    private static readonly (string Remaining, string Reset)[] s_windows =
    [
        ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
        ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
        ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
        ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
        ("ratelimit-remaining", "ratelimit-reset"),
        ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ];

    /// <summary>How long the server asks to wait before anything else is sent, or null when it does not ask.</summary>
    public static TimeSpan? Wait(HttpResponseHeaders headers, DateTimeOffset now) => RetryAfter(headers, now) ?? Exhausted(headers, now);

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Said(headers, "retry-after-ms") is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double milliseconds) && milliseconds >= 0)
        {
            return Seconds(milliseconds / 1000);
        }

        TimeSpan? wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => null,
        };
        return wait is null && Said(headers, "retry-after") is { } said ? Duration(said) : NotNegative(wait);
    }

    /// <summary>The longest of the windows in which nothing remains.</summary>
    private static TimeSpan? Exhausted(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        foreach ((string remaining, string reset) in s_windows)
        {
            if (Said(headers, remaining) is "0" && Said(headers, reset) is { } text && Reset(text, now) is { } wait && !(wait <= longest)) { longest = wait; }
        }

        return longest;
    }

    private static TimeSpan? Reset(string text, DateTimeOffset now)
    {
        if (text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            return NotNegative(date - now);
        }

        // Some count from 1970, in seconds or in thousandths, millionths or billionths of one, instead of from now.
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 1_000_000_000)
        {
            double seconds = number;
            while (seconds > 100_000_000_000) { seconds /= 1000; }

            return Seconds(Math.Max(0, seconds - (now.ToUnixTimeMilliseconds() / 1000d)));
        }

        return Duration(text);
    }

    /// <summary>Plain seconds (<c>1.5</c>), or as Go prints durations (<c>6m0s</c>, <c>250ms</c>).</summary>
    internal static TimeSpan? Duration(string text)
    {
        // Words for what is no number are numbers to the parser.
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && double.IsFinite(seconds)) { return Seconds(seconds); }

        Match match = Parts().Match(text);
        if (!match.Success || text.Length == 0) { return null; }

        return Seconds((Part("h") * 3600) + (Part("m") * 60) + Part("s") + (Part("ms") / 1000));

        double Part(string name) =>
            match.Groups[name] is { Success: true } group ? double.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;
    }

    private static string? Said(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault()?.Trim() : null;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(30).TotalSeconds));

    private static TimeSpan? NotNegative(TimeSpan? wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;

    [GeneratedRegex(@"^((?<h>\d+(\.\d+)?)h)?((?<m>\d+(\.\d+)?)m)?((?<s>\d+(\.\d+)?)s)?((?<ms>\d+(\.\d+)?)ms)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
