using System.Globalization;
using System.Numerics;

namespace LlmEval.Llama.Grammars;

/// <summary>Numbers between bounds, written out digit by digit.</summary>
internal static class NumberGrammar
{
    /// <summary>Without a bound, numbers have at most 15 digits before the point: as many as a double keeps.</summary>
    private static readonly BigInteger s_most = BigInteger.Pow(10, 15) - 1;

    /// <summary>Whole numbers from <paramref name="least"/> to <paramref name="most"/>, both included; null when there is none.</summary>
    public static string? Integers(BigInteger? least, BigInteger? most)
    {
        BigInteger low = least ?? BigInteger.Min(-s_most, (most ?? 0) * 10);
        BigInteger high = most ?? BigInteger.Max(s_most, low * 10);
        if (low > high) { return null; }

        List<string> ways = [];
        if (low < 0) { ways.Add($"\"-\" {Whole(BigInteger.Max(1, -high), -low)}"); }
        if (high >= 0) { ways.Add(Whole(BigInteger.Max(0, low), high)); }

        return GrammarText.OneOf(ways);
    }

    /// <summary>Decimal numbers between bounds; null when there is none.</summary>
    public static string? Decimals(NumberBound? least, NumberBound? most)
    {
        // Bounds as whole numbers of the smallest step; an excluded bound is one step further in.
        int digits = Math.Max(1, Math.Max(least?.Decimals ?? 0, most?.Decimals ?? 0));
        if (least is { Excluded: true } || most is { Excluded: true }) { digits += 3; }

        BigInteger unit = BigInteger.Pow(10, digits);
        BigInteger low = least?.Scaled(digits) + (least is { Excluded: true } ? 1 : 0) ?? BigInteger.Min(-s_most * unit, (most?.Scaled(digits) ?? 0) * 10);
        BigInteger high = most?.Scaled(digits) - (most is { Excluded: true } ? 1 : 0) ?? BigInteger.Max(s_most * unit, low * 10);
        if (low > high) { return null; }

        List<string> ways = [];
        if (low < 0) { ways.AddRange(Magnitudes(BigInteger.Max(0, -high), -low, digits).Select(w => $"\"-\" {w}")); }
        if (high >= 0) { ways.AddRange(Magnitudes(BigInteger.Max(0, low), high, digits)); }

        return GrammarText.OneOf(ways);
    }

    private static IEnumerable<string> Magnitudes(BigInteger low, BigInteger high, int digits)
    {
        BigInteger unit = BigInteger.Pow(10, digits);
        BigInteger first = BigInteger.DivRem(low, unit, out BigInteger firstPart), last = BigInteger.DivRem(high, unit, out BigInteger lastPart);
        if (first == last)
        {
            yield return Parts(first, firstPart, lastPart, digits, open: false);
            yield break;
        }

        yield return Parts(first, firstPart, unit - 1, digits, open: true);
        if (last - first > 1) { yield return $"{Whole(first + 1, last - 1)} ( \".\" [0-9]{{1,6}} )?"; }

        yield return Parts(last, 0, lastPart, digits, open: false);
    }

    /// <summary>One whole part with the fractions from <paramref name="low"/> to <paramref name="high"/> (in steps), longer ones where they stay between.</summary>
    private static string Parts(BigInteger whole, BigInteger low, BigInteger high, int digits, bool open)
    {
        string integer = GrammarText.Literal(whole.ToString(CultureInfo.InvariantCulture));
        if (open && low == 0) { return $"{integer} ( \".\" [0-9]{{1,6}} )?"; }

        List<string> fractions = [];
        for (int width = 1; width <= digits; width++)
        {
            BigInteger step = BigInteger.Pow(10, digits - width);
            BigInteger from = (low + step - 1) / step, to = BigInteger.Min(high / step, BigInteger.Pow(10, width) - 1);
            if (from <= to) { fractions.Add(Digits(from, to, width)); }
        }

        BigInteger longest = open ? high : high - 1;
        if (low <= longest) { fractions.Add($"{Digits(low, longest, digits)} [0-9]{{1,3}}"); }

        string fraction = fractions.Count == 0 ? string.Empty : $"\".\" {GrammarText.OneOf(fractions)}";
        if (fraction.Length == 0) { return integer; }

        return low == 0 ? $"{integer} ( {fraction} )?" : $"{integer} {fraction}";
    }

    /// <summary>Whole numbers from 0 on, without leading zeros.</summary>
    private static string Whole(BigInteger low, BigInteger high)
    {
        List<string> ways = [];
        int longest = high.ToString(CultureInfo.InvariantCulture).Length;
        for (int width = low.ToString(CultureInfo.InvariantCulture).Length; width <= longest; width++)
        {
            BigInteger from = width == 1 ? low : BigInteger.Max(low, BigInteger.Pow(10, width - 1));
            ways.Add(Digits(from, BigInteger.Min(high, BigInteger.Pow(10, width) - 1), width));
        }

        return GrammarText.OneOf(ways);
    }

    private static string Digits(BigInteger low, BigInteger high, int width)
    {
        string format = "D" + width.ToString(CultureInfo.InvariantCulture);
        return Between(low.ToString(format, CultureInfo.InvariantCulture), high.ToString(format, CultureInfo.InvariantCulture));
    }

    /// <summary>Texts of digits of one length, from one to the other.</summary>
    private static string Between(string low, string high)
    {
        if (low == high) { return GrammarText.Literal(low); }

        int same = low.AsSpan().CommonPrefixLength(high);
        string start = same == 0 ? string.Empty : GrammarText.Literal(low[..same]) + " ";
        string lowRest = low[(same + 1)..], highRest = high[(same + 1)..];
        char from = low[same], to = high[same];
        List<string> ways = [];
        if (lowRest.Trim('0').Length > 0) { ways.Add($"\"{from++}\" {Between(lowRest, new string('9', lowRest.Length))}"); }

        string? end = null;
        if (highRest.Trim('9').Length > 0) { end = $"\"{to--}\" {Between(new string('0', highRest.Length), highRest)}"; }

        if (from <= to)
        {
            string digit = from == to ? $"\"{from}\"" : $"[{from}-{to}]";
            ways.Add(lowRest.Length == 0 ? digit : $"{digit} [0-9]{{{lowRest.Length.ToString(CultureInfo.InvariantCulture)}}}");
        }

        if (end is not null) { ways.Add(end); }

        return start + GrammarText.OneOf(ways);
    }
}
