using System.Text;

namespace LlmEval.Llama.Grammars;

/// <summary>
/// Characters of the basic plane without surrogates, as sorted ranges. Beyond that plane the dialects of regular expressions count differently, so
/// patterns write none of it.
/// </summary>
internal sealed class CharacterSet
{
    private const int Last = 0xFFFF;

    private readonly List<(int From, int To)> _ranges;

    private CharacterSet(List<(int From, int To)> ranges) => _ranges = ranges;

    /// <summary>All of them.</summary>
    public static CharacterSet All { get; } = new([(0, 0xD7FF), (0xE000, Last)]);

    /// <summary>What <c>.</c> matches.</summary>
    public static CharacterSet Dot { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Inverted();

    /// <summary>Characters that JSON need not escape, so that a text without specials is meant.</summary>
    public static CharacterSet Ascii { get; } = Of((0x20, 0x7E));

    /// <summary>Whether it is empty.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>A set of ranges.</summary>
    public static CharacterSet Of(params IEnumerable<(int From, int To)> ranges)
    {
        List<(int From, int To)> merged = [];
        foreach ((int from, int to) in ranges.OrderBy(r => r.From))
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1) { merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to)); }
            else { merged.Add((from, to)); }
        }

        return new CharacterSet(merged);
    }

    /// <summary>Both together.</summary>
    public CharacterSet With(CharacterSet other) => Of([.. _ranges, .. other._ranges]);

    /// <summary>The others.</summary>
    public CharacterSet Inverted()
    {
        List<(int, int)> others = [];
        int next = 0;
        foreach ((int from, int to) in _ranges)
        {
            if (from > next) { others.Add((next, from - 1)); }

            next = to + 1;
        }

        if (next <= Last) { others.Add((next, Last)); }

        return new CharacterSet(others).Within(All);
    }

    /// <summary>What both have.</summary>
    public CharacterSet Within(CharacterSet other)
    {
        List<(int, int)> common = [];
        foreach ((int from, int to) in _ranges)
        {
            foreach ((int otherFrom, int otherTo) in other._ranges)
            {
                if (Math.Max(from, otherFrom) <= Math.Min(to, otherTo)) { common.Add((Math.Max(from, otherFrom), Math.Min(to, otherTo))); }
            }
        }

        return Of(common);
    }

    /// <summary>One character of it as a JSON string writes it: a class, and escapes for what JSON must escape.</summary>
    public string ToGrammar()
    {
        List<string> ways = [];
        StringBuilder plain = new();
        foreach ((int from, int to) in Within(Of((0x20, 0x21), (0x23, 0x5B), (0x5D, Last)))._ranges)
        {
            plain.Append(GrammarText.Escape(from));
            if (to > from) { plain.Append('-').Append(GrammarText.Escape(to)); }
        }

        if (plain.Length > 0) { ways.Add($"[{plain}]"); }

        foreach ((int from, int to) in Within(Of((0, 0x1F), ('"', '"'), ('\\', '\\')))._ranges)
        {
            for (int c = from; c <= to; c++) { ways.Add(GrammarText.Literal(JsonEscape(c))); }
        }

        return GrammarText.OneOf(ways);
    }

    private static string JsonEscape(int c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => FormattableString.Invariant($"\\u{c:x4}"),
    };
}
