using System.Globalization;

namespace LlmEval.Gating;

/// <summary>Lists of case ids in messages: short, whatever their number.</summary>
public static class Names
{
    /// <summary>How many are named at most.</summary>
    public const int Most = 5;

    /// <summary><c>a, b, c, d, e and 48 more</c>; line breaks in ids become spaces.</summary>
    public static string Few(IReadOnlyList<string> ids)
    {
        string named = string.Join(", ", ids.Take(Most).Select(id => id.ReplaceLineEndings(" ")));
        return ids.Count <= Most ? named : string.Create(CultureInfo.InvariantCulture, $"{named} and {ids.Count - Most} more");
    }

    /// <summary><c>1 case</c>, <c>3 cases</c>.</summary>
    internal static string Count(int count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? string.Empty : "s")}");
}
