namespace LlmEval.Scoring.Safety;

/// <summary>The host of a URL as a browser takes it, and lists of hosts.</summary>
internal static class UrlHost
{
    /// <summary>The host of what follows <c>//</c>: without user, port, and a dot at its end; empty when there is none.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> authority)
    {
        // Browsers take a backslash for a slash.
        int end = authority.IndexOfAny("/\\?#");
        if (end >= 0) { authority = authority[..end]; }

        authority = authority[(authority.LastIndexOf('@') + 1)..];
        if (authority.StartsWith('['))
        {
            int close = authority.IndexOf(']');
            return close < 0 ? [] : authority[..(close + 1)];
        }

        int port = authority.IndexOf(':');
        return (port < 0 ? authority : authority[..port]).TrimEnd('.');
    }

    /// <summary>Whether a host is one of a list, or below one: <c>docs.contoso.com</c> is below <c>contoso.com</c>; <c>*.</c> before an entry is understood.</summary>
    public static bool IsIn(ReadOnlySpan<char> host, IReadOnlyCollection<string> hosts)
    {
        if (host.IsEmpty) { return false; }

        foreach (string entry in hosts)
        {
            ReadOnlySpan<char> wanted = entry.StartsWith("*.", StringComparison.Ordinal) ? entry.AsSpan(2) : entry;
            if (host.EndsWith(wanted, StringComparison.OrdinalIgnoreCase) && (host.Length == wanted.Length || host[^(wanted.Length + 1)] == '.')) { return true; }
        }

        return false;
    }

    /// <summary>Reads a key with hosts; reports one that is a URL or empty.</summary>
    public static IReadOnlyList<string> Read(CheckOptions options, string key)
    {
        IReadOnlyList<string> hosts = options.Keys.Texts(key) ?? [];
        foreach (string host in hosts.Where(h => h.Length == 0 || h.AsSpan().ContainsAny("/:@ ")))
        {
            options.Diagnostics.Add(Model.Diagnostics.BadValue, options.Keys.Node(key)!.Location,
                $"{Quote.Short(host)} in '{key}' of {options.What} is not a host. Give the name alone, as contoso.com, without scheme, port and path.");
        }

        return hosts;
    }
}
