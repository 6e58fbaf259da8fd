using System.Net;
using System.Net.Sockets;

namespace LlmEval.Scoring.Safety.Pii;

/// <summary>
/// IPv4 addresses with four octets of 0 to 255 (a version of four parts that says so is none), and IPv6 addresses as <see cref="IPAddress"/> reads
/// them, with a zone where there is one.
/// </summary>
internal static class IpDetector
{
    private const int LongestV6 = 45;
    private static readonly string[] s_versions = ["version", "versions", "v", "ver", "build", "release", "assembly", "nuget", "package", "upgrade to", "updated to", "update to"];

    /// <summary>Looks for an IPv4 address that begins with the group of <paramref name="group"/> digits at <paramref name="start"/>.</summary>
    public static void FindV4(in PiiText text, int start, int group)
    {
        if (group > 3 || text[start + group] != '.' || PiiText.IsWord(text[start - 1]) || (text[start - 1] is '.' or '-' && PiiText.IsWord(text[start - 2]))) { return; }

        int index = start;
        for (int octet = 0; octet < 4; octet++)
        {
            if (octet > 0 && text[index++] != '.') { return; }

            int digits = text.Digits(index);
            if (digits is 0 or > 3 || Octet(text, index, digits) > 255) { return; }

            index += digits;
        }

        bool ends = !PiiText.IsWord(text[index]) && !(text[index] is '.' or '-' && PiiText.IsWord(text[index + 1]));
        if (ends && !IsVersion(text.Text[..start])) { text.Add(PiiEntity.IpAddress, start, index); }
    }

    /// <summary>Looks for an IPv6 address around the colon at <paramref name="colon"/>; where the search may go on.</summary>
    public static int FindV6(in PiiText text, int colon)
    {
        int start = colon;
        while (start > 0 && colon - start < 5 && char.IsAsciiHexDigit(text[start - 1])) { start--; }

        // A label in front of it: "IPv6:fe80::1".
        if ((start == colon || PiiText.IsWord(text[start - 1])) && text[colon + 1] != ':') { start = colon + 1; }

        int end = start, colons = 0;
        while (end - start <= LongestV6 && (char.IsAsciiHexDigit(text[end]) || text[end] is ':' or '.')) { colons += text[end++] == ':' ? 1 : 0; }

        // The full stop or colon of a sentence is not the address's.
        while (end > start + 1 && (text[end - 1] == '.' || (text[end - 1] == ':' && text[end - 2] != ':'))) { colons -= text[--end] == ':' ? 1 : 0; }

        ReadOnlySpan<char> candidate = text.Text[start..end];
        if (colons < 2 || PiiText.IsWord(text[start - 1]) || PiiText.IsWord(text[end]) || (text[start - 1] == ':' && start <= colon) || text[end] == ':' || end - start > LongestV6 || !IsMeant(candidate)
            || !IPAddress.TryParse(candidate, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return Math.Max(end, colon + 1);
        }

        if (text[end] == '%')
        {
            int zone = end + 1;
            while (char.IsAsciiLetterOrDigit(text[zone]) && zone - end < 16) { zone++; }

            if (zone > end + 1) { end = zone; }
        }

        text.Add(PiiEntity.IpAddress, start, end);
        return end;
    }

    /// <summary><c>::</c> and <c>A::B</c> are also how programs name things; with a digit, or three groups, it is an address.</summary>
    private static bool IsMeant(ReadOnlySpan<char> candidate) => candidate.ContainsAnyInRange('0', '9') || candidate.Count(':') > 3;

    private static int Octet(in PiiText text, int index, int digits)
    {
        int value = 0;
        for (int i = 0; i < digits; i++) { value = (value * 10) + text[index + i] - '0'; }

        return value;
    }

    private static bool IsVersion(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" :=\"'`*(");
        foreach (string word in s_versions)
        {
            if (before.EndsWith(word, StringComparison.OrdinalIgnoreCase) && (before.Length == word.Length || !char.IsLetter(before[^(word.Length + 1)]))) { return true; }
        }

        return false;
    }
}
