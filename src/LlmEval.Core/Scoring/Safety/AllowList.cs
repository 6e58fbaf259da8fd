using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Scoring.Safety;

/// <summary>The key <c>allow</c>: values that may appear, and regular expressions between slashes.</summary>
internal sealed class AllowList
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);
    private readonly List<string> _values = [];
    private readonly List<Regex> _patterns = [];

    private AllowList()
    {
    }

    /// <summary>Reads it; reports a pattern that is none.</summary>
    public static AllowList Read(CheckOptions options)
    {
        AllowList list = new();
        foreach (string entry in options.Keys.Texts("allow") ?? [])
        {
            if (entry is not ['/', _, .., '/'])
            {
                list._values.Add(entry);
                continue;
            }

            try
            {
                list._patterns.Add(new Regex(entry[1..^1], RegexOptions.CultureInvariant, s_limit));
            }
            catch (RegexParseException e)
            {
                options.Diagnostics.Add(Diagnostics.BadPattern, options.Keys.Node("allow")!.Location,
                    $"{Quote.Short(entry)} in 'allow' of {options.What} is not a regular expression: {e.Error}, at character {e.Offset + 1}.");
            }
        }

        return list;
    }

    /// <summary>Whether a value may appear.</summary>
    /// <param name="value">As it stands in the answer.</param>
    /// <param name="isSame">Whether an entry is that value, written in another way.</param>
    /// <exception cref="RegexMatchTimeoutException">A pattern took more than a second.</exception>
    public bool Has(ReadOnlySpan<char> value, Func<string, bool> isSame)
    {
        foreach (string entry in _values)
        {
            if (value.Equals(entry, StringComparison.OrdinalIgnoreCase) || isSame(entry)) { return true; }
        }

        foreach (Regex pattern in _patterns)
        {
            if (pattern.IsMatch(value)) { return true; }
        }

        return false;
    }
}
