using System.Net;

namespace LlmEval.Scoring.Safety.Pii;

/// <summary>One way of writing each value, so that the same value is known again when it is written in another way.</summary>
internal static class PiiCanonical
{
    private const int FewestAlike = 7;

    /// <summary>The value without separators and in one case; addresses as they are usually written.</summary>
    public static string Of(PiiEntity entity, ReadOnlySpan<char> value) => entity switch
    {
        PiiEntity.Email => value.ToString().ToLowerInvariant(),
        PiiEntity.IpAddress => IPAddress.TryParse(value, out IPAddress? address) ? address.ToString() : value.ToString(),
        PiiEntity.Phone => Compact(value).TrimStart('0'),
        _ => Compact(value),
    };

    /// <summary>Whether two canonical values are the same; of phone numbers one may lack the country's code.</summary>
    public static bool AreSame(PiiEntity entity, string one, string other) =>
        one == other
        || (entity == PiiEntity.Phone && Math.Min(one.Length, other.Length) >= FewestAlike
            && (one.EndsWith(other, StringComparison.Ordinal) || other.EndsWith(one, StringComparison.Ordinal)));

    private static string Compact(ReadOnlySpan<char> value)
    {
        Span<char> compact = stackalloc char[64];
        int length = 0;
        foreach (char c in value)
        {
            if (char.IsAsciiLetterOrDigit(c) && length < compact.Length) { compact[length++] = char.ToUpperInvariant(c); }
        }

        return compact[..length].ToString();
    }
}
