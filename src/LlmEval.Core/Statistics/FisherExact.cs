using MathNet.Numerics;

namespace LlmEval.Statistics;

/// <summary>
/// Fisher's exact test on two counts. Source: Fisher, Journal of the Royal Statistical Society 85 (1922); given all four margins, the first count is hypergeometric.
/// Equal to <c>scipy.stats.fisher_exact(alternative="less")</c>.
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
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, ofFirst);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(second, ofSecond);
        double hits = (double)first + second, misses = (double)ofFirst + ofSecond - hits;
        double term = Math.Exp(LnChoose(hits, first) + LnChoose(misses, (double)ofFirst - first) - LnChoose(hits + misses, ofFirst));
        double sum = 0;
        for (double k = first; k >= 0; k--)
        {
            sum += term;
            double ratio = k * (misses - ofFirst + k) / ((hits - k + 1) * (ofFirst - k + 1));
            if (ratio <= 0 || (ratio < 1 && term < sum * 1e-18)) { break; }

            term *= ratio;
        }

        return Math.Clamp(sum, 0, 1);
    }

    private static double LnChoose(double n, double k) =>
        k <= 0 || k >= n ? 0 : SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1);
}
