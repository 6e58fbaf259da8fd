using System.Buffers;

namespace LlmEval.Scoring.Safety.Secrets;

/// <summary>
/// Finds keys, tokens and passwords by their issuer's form and by how random they are. One pass over the text, time linear in its length;
/// it asks nobody whether a key is alive.
/// </summary>
public static class SecretScanner
{
    private static readonly SearchValues<string> s_prefixes =
        SearchValues.Create([.. SecretRules.All.SelectMany(r => r.Prefixes).Distinct()], StringComparison.Ordinal);

    private static readonly SearchValues<char> s_signs = SearchValues.Create("=:,>|");

    /// <summary>The rules by the first character of a prefix.</summary>
    private static readonly (string Prefix, SecretRule Rule)[]?[] s_byFirst = ByFirst();

    /// <summary>The names of all rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. SecretRules.All.Select(r => r.Id), GenericSecret.Id];

    /// <summary>Finds them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found, in the order of the text, without overlaps: a rule with a prefix comes before the general one.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<SecretFinding> Scan(ReadOnlySpan<char> text, CancellationToken cancellationToken = default)
    {
        List<SecretFinding>? found = null;
        for (int index = Next(text, 0, s_prefixes); index >= 0; index = Next(text, index, s_prefixes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (At(text, index) is { } one)
            {
                (found ??= []).Add(one);
                index = one.End;
            }
            else { index++; }
        }

        int specific = found?.Count ?? 0;
        for (int index = text.IndexOfAny(s_signs); index >= 0 && index < text.Length;)
        {
            (int start, int length) = GenericSecret.Find(text, index);
            if (length > 0)
            {
                if (!Overlaps(found, specific, start, start + length)) { (found ??= []).Add(new SecretFinding(GenericSecret.Id, start, length)); }

                index = start + length;
                cancellationToken.ThrowIfCancellationRequested();
            }
            else { index++; }

            int next = text[index..].IndexOfAny(s_signs);
            index = next < 0 ? -1 : index + next;
        }

        if (found is null) { return []; }

        if (specific > 0 && found.Count > specific) { found.Sort((a, b) => a.Start.CompareTo(b.Start)); }

        return found;
    }

    private static int Next(ReadOnlySpan<char> text, int from, SearchValues<string> prefixes)
    {
        int at = text[from..].IndexOfAny(prefixes);
        return at < 0 ? -1 : from + at;
    }

    /// <summary>What begins there; of several rules the one with the longest find.</summary>
    private static SecretFinding? At(ReadOnlySpan<char> text, int start)
    {
        bool isInside = start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] == '_');
        SecretFinding? best = null;
        foreach ((string prefix, SecretRule rule) in s_byFirst[text[start]] ?? [])
        {
            if ((isInside && !rule.StartsAnywhere) || !text[start..].StartsWith(prefix, StringComparison.Ordinal)) { continue; }

            int rest = rule.Measure(text[(start + prefix.Length)..]);
            int length = prefix.Length + rest;
            if (rest >= 0 && length > (best?.Length ?? 0) && Entropy.Of(text.Slice(start, length)) >= rule.Bits) { best = new SecretFinding(rule.Id, start, length); }
        }

        return best;
    }

    private static bool Overlaps(List<SecretFinding>? found, int specific, int start, int end)
    {
        for (int low = 0, high = specific - 1; low <= high;)
        {
            int middle = (low + high) / 2;
            SecretFinding one = found![middle];
            if (one.End <= start) { low = middle + 1; }
            else if (one.Start >= end) { high = middle - 1; }
            else { return true; }
        }

        return false;
    }

    private static (string Prefix, SecretRule Rule)[]?[] ByFirst()
    {
        (string Prefix, SecretRule Rule)[]?[] table = new (string, SecretRule)[128][];
        foreach (IGrouping<char, (string Prefix, SecretRule Rule)> group in SecretRules.All.SelectMany(r => r.Prefixes.Select(p => (p, r))).GroupBy(p => p.p[0]))
        {
            table[group.Key] = [.. group];
        }

        return table;
    }
}
