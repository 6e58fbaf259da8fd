using MathNet.Numerics;

namespace LlmEval.Statistics;

/// <summary>
/// Student's t distribution with small tails to their last digits. Source: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7: the two-sided tail is
/// <c>I_x(freedom / 2, 1 / 2)</c> at <c>x = freedom / (freedom + t^2)</c>. Equal to <c>scipy.stats.t.cdf</c> and <c>ppf</c>.
/// </summary>
public static class StudentsT
{
    /// <summary>The probability of a value of at most t.</summary>
    /// <param name="t">Any number but NaN, infinities too.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    /// <exception cref="ArgumentException"><paramref name="t"/> is NaN, or there are no degrees of freedom.</exception>
    public static double Cdf(double t, double freedom)
    {
        Check(freedom);
        if (double.IsNaN(t)) { throw new ArgumentException("Not a number.", nameof(t)); }

        if (double.IsInfinity(t)) { return t > 0 ? 1 : 0; }

        // Near the middle the complement keeps the digits of t, in the tails those of the tail.
        double square = t * t;
        if (square < Math.Min(1, freedom))
        {
            double middle = SpecialFunctions.BetaRegularized(.5, freedom / 2, square / (freedom + square)) / 2;
            return t < 0 ? .5 - middle : .5 + middle;
        }

        double tail = double.IsInfinity(square) ? 0 : SpecialFunctions.BetaRegularized(freedom / 2, .5, freedom / (freedom + square)) / 2;
        return t < 0 ? tail : 1 - tail;
    }

    /// <summary>The t below which a value lies with probability p.</summary>
    /// <param name="p">0 to 1; 0 gives minus and 1 plus infinity.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double Quantile(double p, double freedom)
    {
        Check(freedom);
        if (!(p >= 0 && p <= 1)) { throw new ArgumentOutOfRangeException(nameof(p), p, "A probability is 0 to 1."); }

        if (p == .5) { return 0; }

        if (p > .5) { return p == 1 ? double.PositiveInfinity : -Quantile(1 - p, freedom); }

        if (p == 0) { return double.NegativeInfinity; }

        // From outside inwards: Newton's steps on log F against log |t|, held within what is known.
        double low = -1, high = 0;
        while (Cdf(low, freedom) > p)
        {
            high = low;
            low *= 2;
            if (double.IsInfinity(low)) { return low; }
        }

        double t = Math.Clamp(Normal.PhiInverse(p), low, high);
        for (int i = 0; i < 200; i++)
        {
            double at = Cdf(t, freedom);
            if (at > p) { high = t; }
            else { low = t; }

            double next = t - ((Math.Log(at) - Math.Log(p)) * at / Density(t, freedom));
            if (!(next > low && next < high)) { next = low + ((high - low) / 2); }

            if (Math.Abs(next - t) <= 1e-15 * Math.Abs(t)) { return next; }

            t = next;
        }

        return t;
    }

    private static double Density(double t, double freedom) =>
        Math.Exp(SpecialFunctions.GammaLn((freedom + 1) / 2) - SpecialFunctions.GammaLn(freedom / 2) - (Math.Log(Math.PI * freedom) / 2) - ((freedom + 1) / 2 * Math.Log(1 + (t * t / freedom))));

    private static void Check(double freedom)
    {
        if (!(freedom > 0 && double.IsFinite(freedom))) { throw new ArgumentOutOfRangeException(nameof(freedom), freedom, "Degrees of freedom are above 0."); }
    }
}
