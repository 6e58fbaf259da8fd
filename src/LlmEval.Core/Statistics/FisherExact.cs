using MathNet.Numerics;

namespace LlmEval.Statistics;

/// <summary>
/// Fisher's exact test on two counts. Source: Fisher, Journal of the Royal Statistical Society 85 (1922); given all four margins, the first count is hypergeometric.
/// Equal to <c>scipy.stats.fisher_exact</c>.
/// </summary>
public static class FisherExact
{
    /// <summary>One-sided p-value of "the first has fewer": P(Hypergeom &lt;= first). 1 where one side is empty.</summary>
    /// <param name="first">Hits among the first.</param>
    /// <param name="ofFirst">How many the first are.</param>
    /// <param name="second">Hits among the second.</param>
    /// <param name="ofSecond">How many the second are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or larger than the number that it is of.</exception>
    public static double Fewer(int first, int ofFirst, int second, int ofSecond)
    {
        (double hits, double misses) = Check(first, ofFirst, second, ofSecond);

        // The tail away from the middle is summed, so that a chance too small for a double ends up as 0 or 1 on its right side.
        return first <= ofFirst * hits / (hits + misses) || hits + misses == 0
            ? Math.Clamp(Below(first, ofFirst, hits, misses), 0, 1)
            : Math.Clamp(1 - Below(ofFirst - first - 1.0, ofFirst, misses, hits), 0, 1);
    }

    /// <summary>P(Hypergeom &lt;= k), from k downwards.</summary>
    private static double Below(double k, double ofFirst, double hits, double misses)
    {
        if (k < Math.Max(0, ofFirst - misses)) { return 0; }

        double term = Term(k, ofFirst, hits, misses), sum = 0;
        for (; k >= 0; k--)
        {
            sum += term;
            double ratio = k * (misses - ofFirst + k) / ((hits - k + 1) * (ofFirst - k + 1));
            if (ratio <= 0 || (ratio < 1 && term < sum * 1e-18)) { break; }

            term *= ratio;
        }

        return sum;
    }

    /// <summary>Two-sided p-value: the chance of all tables that are no more likely than this one. 1 where one side is empty.</summary>
    /// <inheritdoc cref="Fewer" path="/param"/>
    /// <inheritdoc cref="Fewer" path="/exception"/>
    public static double TwoSided(int first, int ofFirst, int second, int ofSecond)
    {
        (double hits, double misses) = Check(first, ofFirst, second, ofSecond);
        double seen = Term(first, ofFirst, hits, misses), sum = seen;

        // Outwards from what was seen; tables of the same chance differ by rounding only.
        double limit = seen * (1 + 1e-7), term = seen;
        for (double k = first; k > Math.Max(0, ofFirst - misses); k--)
        {
            term *= k * (misses - ofFirst + k) / ((hits - k + 1) * (ofFirst - k + 1));
            sum += term <= limit ? term : 0;
        }

        term = seen;
        for (double k = first; k < Math.Min(hits, ofFirst); k++)
        {
            term *= (hits - k) * (ofFirst - k) / ((k + 1) * (misses - ofFirst + k + 1));
            sum += term <= limit ? term : 0;
        }

        return Math.Clamp(sum, 0, 1);
    }

    private static (double Hits, double Misses) Check(int first, int ofFirst, int second, int ofSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, ofFirst);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(second, ofSecond);
        double hits = (double)first + second;
        return (hits, (double)ofFirst + ofSecond - hits);
    }

    /// <summary>The hypergeometric chance of k hits among the first.</summary>
    private static double Term(double k, double ofFirst, double hits, double misses) =>
        Math.Exp(LnChoose(hits, k) + LnChoose(misses, ofFirst - k) - LnChoose(hits + misses, ofFirst));

    private static double LnChoose(double n, double k) =>
        k <= 0 || k >= n ? 0 : SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1);
}
