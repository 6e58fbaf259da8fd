using System.Globalization;
using System.Text;

namespace LlmEval.Llama.Grammars;

/// <summary>Pieces of llama.cpp's grammar notation.</summary>
internal static class GrammarText
{
    /// <summary>
    /// Most repetitions that are written as one: llama.cpp refuses above 2,000, and takes a larger upper bound for none.
    /// </summary>
    public const int MostRepeats = 1000;

    /// <summary>A literal text.</summary>
    public static string Literal(string text)
    {
        StringBuilder literal = new("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') { literal.Append('\\').Append((char)rune.Value); }
            else if (rune.Value is >= ' ' and < 0x7F) { literal.Append((char)rune.Value); }
            else { literal.Append(Escape(rune.Value)); }
        }

        return literal.Append('"').ToString();
    }

    /// <summary>One of several; in parentheses where needed.</summary>
    public static string OneOf(IReadOnlyCollection<string> alternatives) =>
        alternatives.Count == 1 ? alternatives.First() : $"( {string.Join(" | ", alternatives)} )";

    /// <summary>A code point as a class or a literal writes it.</summary>
    public static string Escape(int codePoint) => codePoint switch
    {
        < 0x100 => string.Create(CultureInfo.InvariantCulture, $"\\x{codePoint:X2}"),
        < 0x10000 => string.Create(CultureInfo.InvariantCulture, $"\\u{codePoint:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{codePoint:X8}"),
    };

    /// <summary>An item repeated; long ones in blocks, so that llama.cpp takes them.</summary>
    /// <param name="item">The name of a rule, or one class or group.</param>
    /// <param name="least">Least number.</param>
    /// <param name="most">Most; null is without end.</param>
    public static string Repeat(string item, int least, int? most)
    {
        if (most is null) { return least == 0 ? item + "*" : $"{Exactly(item, least)} {item}*".TrimStart(); }
        if (most == least) { return Exactly(item, least); }

        return $"{Exactly(item, least)} {UpTo(item, most.Value - least)}".TrimStart();
    }

    private static string Exactly(string item, int count)
    {
        if (count == 0) { return string.Empty; }
        if (count <= MostRepeats) { return count == 1 ? item : string.Create(CultureInfo.InvariantCulture, $"{item}{{{count}}}"); }

        string blocks = string.Create(CultureInfo.InvariantCulture, $"( {item}{{100}} ){{{count / 100}}}");
        return count % 100 == 0 ? blocks : $"{blocks} {Exactly(item, count % 100)}";
    }

    private static string UpTo(string item, int count)
    {
        if (count <= MostRepeats) { return count == 1 ? item + "?" : string.Create(CultureInfo.InvariantCulture, $"{item}{{0,{count}}}"); }

        // Whole blocks, then the rest: the rest is shorter than two blocks, so few readings stand beside each other.
        int blocks = (count / 100) - 1;
        return string.Create(CultureInfo.InvariantCulture, $"( {item}{{100}} ){{0,{blocks}}} {item}{{0,{count - (blocks * 100)}}}");
    }
}
