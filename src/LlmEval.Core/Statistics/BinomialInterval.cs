using MathNet.Numerics;

namespace LlmEval.Statistics;

/// <summary>Intervals of a rate from k successes in n independent trials. All bounds lie in [0, 1].</summary>
public static class BinomialInterval
{
    /// <summary>The 97.5% point of the normal distribution.</summary>
    internal const double Z95 = 1.959963984540054;

    /// <summary>
    /// The exact two-sided interval (Clopper and Pearson 1934): the bounds are the beta quantiles B(alpha/2; k, n-k+1) and B(1-alpha/2; k+1, n-k); its coverage is never below
    /// the confidence.
    /// </summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="confidence">1 - alpha, between 0 and 1.</param>
    public static (double Lower, double Upper) ClopperPearson(long successes, long trials, double confidence = .95) =>
        (Lower(successes, trials, (1 - confidence) / 2), Upper(successes, trials, (1 - confidence) / 2));

    /// <summary>The exact one-sided upper bound: with no success in n trials 1 - alpha^(1/n).</summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="confidence">1 - alpha, between 0 and 1.</param>
    public static double ClopperPearsonUpper(long successes, long trials, double confidence = .95) => Upper(successes, trials, 1 - confidence);

    /// <summary>The exact one-sided lower bound: with n successes in n trials alpha^(1/n).</summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="confidence">1 - alpha, between 0 and 1.</param>
    public static double ClopperPearsonLower(long successes, long trials, double confidence = .95) => Lower(successes, trials, 1 - confidence);

    /// <summary>The two-sided 95% score interval (Wilson 1927).</summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    public static (double Lower, double Upper) Wilson(long successes, long trials)
    {
        Check(successes, trials);
        double n = trials, p = successes / n, z2 = Z95 * Z95;
        double centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        double half = Z95 / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return (successes == 0 ? 0 : Math.Max(0, centre - half), successes == trials ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>
    /// The equal-tailed interval of the posterior from Jeffreys' prior: the quantiles alpha/2 and 1 - alpha/2 of Beta(k + 1/2, n - k + 1/2). Source: Brown, Cai and DasGupta,
    /// "Interval Estimation for a Binomial Proportion", Statist. Sci. 16 (2001), without their change at k = 0 and k = n.
    /// </summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="confidence">1 - alpha, between 0 and 1.</param>
    public static (double Lower, double Upper) Jeffreys(long successes, long trials, double confidence = .95)
    {
        Check(successes, trials);
        double a = successes + .5, b = trials - successes + .5, tail = (1 - confidence) / 2;
        return (Quantile(a, b, tail), Quantile(a, b, 1 - tail));
    }

    /// <summary>The two-sided 95% interval of Agresti and Coull, The American Statistician 52 (1998): Wald's about the middle of Wilson's.</summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    public static (double Lower, double Upper) AgrestiCoull(long successes, long trials)
    {
        Check(successes, trials);
        double n = trials + (Z95 * Z95), p = (successes + (Z95 * Z95 / 2)) / n, half = Z95 * Math.Sqrt(p * (1 - p) / n);
        return (Math.Max(0, p - half), Math.Min(1, p + half));
    }

    private static double Upper(long k, long n, double alpha)
    {
        Check(k, n);
        return k == n ? 1 : k == 0 ? -Math.Exp(Math.Log(alpha) / n) + 1 : Quantile(k + 1, n - k, 1 - alpha);
    }

    private static double Lower(long k, long n, double alpha)
    {
        Check(k, n);
        return k == 0 ? 0 : k == n ? Math.Exp(Math.Log(alpha) / n) : Quantile(k, n - k + 1, alpha);
    }

    /// <summary>
    /// The x with I_x(a, b) = p by bisection to neighbouring doubles (at most about 1,100 halvings, in practice 60): the library's own quantile stops at a fixed width.
    /// </summary>
    private static double Quantile(double a, double b, double p)
    {
        double low = 0, high = 1;
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high) { return middle; }

            if (SpecialFunctions.BetaRegularized(a, b, middle) < p) { low = middle; }
            else { high = middle; }
        }
    }

    private static void Check(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
