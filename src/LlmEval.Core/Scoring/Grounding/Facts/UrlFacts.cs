using System.Text.RegularExpressions;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>Web addresses: <c>http://</c>, <c>https://</c> or <c>www.</c> up to white space or what closes around them.</summary>
internal static partial class UrlFacts
{
    public static List<Fact> Find(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        List<Fact> facts = [];
        foreach (ValueMatch match in Url().EnumerateMatches(text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<char> url = Trim(text.Slice(match.Index, match.Length));
            if (url.Length > 8) { facts.Add(new Fact(FactKind.Url, match.Index, url.Length, [Canonical(url)])); }
        }

        return facts;
    }

    /// <summary>What follows the scheme, the host in lower case, without <c>www.</c> and a slash at the end.</summary>
    public static string Canonical(ReadOnlySpan<char> url)
    {
        int scheme = url.IndexOf("//", StringComparison.Ordinal);
        if (scheme >= 0) { url = url[(scheme + 2)..]; }

        if (url.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) { url = url[4..]; }

        url = url.TrimEnd('/');
        int path = url.IndexOfAny("/?#");
        return path < 0 ? url.ToString().ToLowerInvariant() : url[..path].ToString().ToLowerInvariant() + url[path..].ToString();
    }

    /// <summary>Without the punctuation of the sentence, and a parenthesis that was not opened inside.</summary>
    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> url)
    {
        int unopened = url.Count(')') - url.Count('(');
        while (url.Length > 0)
        {
            char last = url[^1];
            if (last == ')' && unopened > 0) { unopened--; }
            else if (!".,;:!?'*_]".Contains(last, StringComparison.Ordinal)) { break; }

            url = url[..^1];
        }

        return url;
    }

    [GeneratedRegex(@"\b(https?://|www\.)[^\s<>""`|\\^{}\u201c\u201d\u00bb]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Url();
}
