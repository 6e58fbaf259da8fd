using MathNet.Numerics;

namespace LlmEval.Statistics;

/// <summary>
/// The standard normal distribution, precise in both tails. Source: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.2; <c>Phi(z) = erfc(-z / sqrt 2) / 2</c>.
/// Equal to <c>scipy.stats.norm.cdf</c>, <c>sf</c>, <c>ppf</c> and <c>isf</c>.
/// </summary>
public static class Normal
{
    private static readonly double LogRootTwoPi = Math.Log(2 * Math.PI) / 2;

    /// <summary>The probability of a value of at most z.</summary>
    /// <param name="z">Any number but NaN, infinities too.</param>
    /// <returns>0 to 1; below z = -38.5 it is 0, as no double lies so near to 0.</returns>
    /// <exception cref="ArgumentException"><paramref name="z"/> is NaN.</exception>
    public static double Phi(double z)
    {
        if (double.IsNaN(z)) { throw new ArgumentException("Not a number.", nameof(z)); }

        return double.IsInfinity(z) ? (z > 0 ? 1 : 0) : .5 * SpecialFunctions.Erfc(-z / Constants.Sqrt2);
    }

    /// <summary>The probability of a value above z: <c>1 - Phi(z)</c> without its loss of digits.</summary>
    /// <inheritdoc cref="Phi" path="/param"/>
    /// <inheritdoc cref="Phi" path="/returns"/>
    /// <inheritdoc cref="Phi" path="/exception"/>
    public static double Upper(double z) => Phi(-z);

    /// <summary>The z below which a value lies with probability p.</summary>
    /// <param name="p">0 to 1; 0 gives minus and 1 plus infinity.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is no probability.</exception>
    public static double PhiInverse(double p)
    {
        if (!(p >= 0 && p <= 1)) { throw new ArgumentOutOfRangeException(nameof(p), p, "A probability is 0 to 1."); }

        return p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : p > .5 ? -Tail(1 - p) : Tail(p);
    }

    /// <summary>The z above which a value lies with probability p: <c>-PhiInverse(p)</c>, so that tiny p keep their digits.</summary>
    /// <inheritdoc cref="PhiInverse" path="/param"/>
    /// <inheritdoc cref="PhiInverse" path="/exception"/>
    public static double UpperInverse(double p) => -PhiInverse(p);

    /// <summary>The density at z.</summary>
    internal static double Density(double z) => Math.Exp((-z * z / 2) - LogRootTwoPi);

    /// <summary>The quantile of p &lt;= 1/2: the library's, and one step of Newton's on log Phi, which is nearly straight in the tail.</summary>
    private static double Tail(double p)
    {
        double z = -Constants.Sqrt2 * SpecialFunctions.ErfcInv(2 * p);
        double at = Phi(z), density = Density(z);
        return at > 0 && density > 0 && double.IsFinite(z) ? z - ((Math.Log(at) - Math.Log(p)) * at / density) : z;
    }
}
