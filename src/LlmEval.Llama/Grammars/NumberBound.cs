using System.Numerics;

namespace LlmEval.Llama.Grammars;

/// <summary>A bound of a number.</summary>
/// <param name="Value">Where it is.</param>
/// <param name="Excluded">Whether the number itself is outside.</param>
internal sealed record NumberBound(decimal Value, bool Excluded)
{
    /// <summary>Digits after the point that matter.</summary>
    public int Decimals => (Value / 1.0000000000000000000000000000m).Scale;

    /// <summary>The value as a whole number of steps of 10^-digits; digits at least <see cref="Decimals"/>.</summary>
    public BigInteger Scaled(int digits)
    {
        decimal value = Value / 1.0000000000000000000000000000m;
        int scale = value.Scale;
        BigInteger whole = new(Math.Truncate(value));
        decimal rest = value - Math.Truncate(value);
        for (int i = 0; i < scale; i++) { rest *= 10; }

        return (whole * BigInteger.Pow(10, digits)) + (new BigInteger(rest) * BigInteger.Pow(10, digits - scale));
    }

    /// <summary>The smallest whole number within, when this is the lower bound.</summary>
    public BigInteger Ceiling => new BigInteger(Math.Ceiling(Value)) + (Excluded && Math.Ceiling(Value) == Value ? 1 : 0);

    /// <summary>The largest whole number within, when this is the upper bound.</summary>
    public BigInteger Floor => new BigInteger(Math.Floor(Value)) - (Excluded && Math.Floor(Value) == Value ? 1 : 0);
}
