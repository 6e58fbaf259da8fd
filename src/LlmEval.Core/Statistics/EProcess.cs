using MathNet.Numerics;

namespace LlmEval.Statistics;

/// <summary>
/// Evidence that may be looked at after every pair. Source: Waudby-Smith and Ramdas, "Estimating Means of Bounded Random Variables by Betting", J. R. Statist. Soc. B 86 (2024);
/// Ville (1939): whatever the rule to stop, E reaches 1 / alpha with a chance of at most alpha when there is no fall.
/// </summary>
/// <remarks>Each pair must be new: one sample of the candidate against one of the baseline. Logarithms are natural.</remarks>
public static class EProcess
{
    private static readonly double[] Stakes = [.1, .3, .6];

    /// <summary>Evidence of a fall: the mean over stakes of .1, .3 and .6 of <c>prod(1 - stake d)</c>. Stop and fail when E reaches 1 / alpha.</summary>
    /// <param name="differences">Candidate minus baseline, pair after pair, each -1 to 1.</param>
    /// <returns>ln E at the end, and its highest after any pair; 0 without a pair.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A difference lies outside of -1 to 1.</exception>
    public static (double LogE, double LogMaximum) Fall(ReadOnlySpan<double> differences) => Mixture(differences, -1, 0);

    /// <summary>Evidence that there is no fall as large as a margin: the same of <c>prod(1 + stake (d + margin))</c>. Stop and pass when E reaches 1 / alpha.</summary>
    /// <param name="differences">Candidate minus baseline, pair after pair, each -1 to 1.</param>
    /// <param name="margin">The largest fall that does not matter, 0 to 1.</param>
    /// <returns>ln E at the end, and its highest after any pair; 0 without a pair.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A difference lies outside of -1 to 1, or the margin outside of 0 to 1.</exception>
    public static (double LogE, double LogMaximum) NoFall(ReadOnlySpan<double> differences, double margin)
    {
        if (!(margin >= 0 && margin <= 1)) { throw new ArgumentOutOfRangeException(nameof(margin), margin, "0 to 1."); }

        return Mixture(differences, 1, margin);
    }

    /// <summary>
    /// Evidence of a fall from pass or fail, all stakes mixed evenly: <c>ln(2^(L + W + 1) B(L + 1, W + 1) (1 - I(1/2; L + 1, W + 1)))</c>; pairs that agree say nothing.
    /// </summary>
    /// <param name="losses">L: pairs that passed before and fail now, 0 or more.</param>
    /// <param name="wins">W: pairs that failed before and pass now, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double LogFall(int losses, int wins)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        ArgumentOutOfRangeException.ThrowIfNegative(wins);
        double l = losses + 1.0, w = wins + 1.0;
        return ((l + w - 1) * Math.Log(2)) + SpecialFunctions.BetaLn(l, w) + Math.Log(SpecialFunctions.BetaRegularized(w, l, .5));
    }

    /// <summary>
    /// Evidence of a fall with a stake that follows the spread seen so far (section 4.2 of the source, one-sided): <c>prod(1 + stake (x - 1/2))</c> of x = (1 - d) / 2 with the stake of
    /// <c>sqrt(2 ln(1 / alpha) / (variance t ln(1 + t)))</c>, at most 1.
    /// </summary>
    /// <param name="differences">Candidate minus baseline, pair after pair, each -1 to 1.</param>
    /// <param name="alpha">The error rate that the stake aims at, between 0 and 1.</param>
    /// <returns>E, 1 without a pair.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A difference lies outside of -1 to 1, or alpha is none.</exception>
    public static double Betting(ReadOnlySpan<double> differences, double alpha = .05)
    {
        double capital = 1;
        Spread spread = new(alpha);
        foreach (double d in differences)
        {
            double x = Unit(d);
            capital *= 1 + (Math.Min(1, spread.Stake(Math.Log(1 / alpha))) * (x - .5));
            spread.Add(x);
        }

        return capital;
    }

    /// <summary>
    /// An interval of the mean of (1 - d) / 2 that holds at every pair at once (the predictable plug-in empirical Bernstein sequence, theorem 2 of the source): above 1/2 is a fall.
    /// </summary>
    /// <param name="differences">Candidate minus baseline, pair after pair, each -1 to 1.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <returns>The narrowest ends so far, 0 to 1; 0 and 1 without a pair.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A difference lies outside of -1 to 1, or the confidence is none.</exception>
    public static (double Lower, double Upper) Interval(ReadOnlySpan<double> differences, double confidence = .95)
    {
        double tail = Math.Log(2 / (1 - confidence)), lower = 0, upper = 1, stakes = 0, weighted = 0, fallVariance = 0, riseVariance = 0, sum = 0;
        Spread spread = new(1 - confidence);
        for (int i = 0; i < differences.Length; i++)
        {
            // The first value of each side is taken about its own end, 0 or 1.
            double x = Unit(differences[i]), stake = Math.Min(.5, spread.Stake(tail)), cost = -Math.Log(1 - stake) - stake;
            double below = x - (i == 0 ? 0 : sum / i), above = x - (i == 0 ? 1 : sum / i);
            fallVariance += below * below * cost;
            riseVariance += above * above * cost;
            stakes += stake;
            weighted += stake * x;
            sum += x;
            lower = Math.Max(lower, (weighted - tail - fallVariance) / stakes);
            upper = Math.Min(upper, (weighted + tail + riseVariance) / stakes);
            spread.Add(x);
        }

        return (lower, upper);
    }

    private static double Unit(double d) =>
        d >= -1 && d <= 1 ? (1 - d) / 2 : throw new ArgumentOutOfRangeException(nameof(d), d, "A difference is -1 to 1.");

    private static (double LogE, double LogMaximum) Mixture(ReadOnlySpan<double> differences, int side, double shift)
    {
        Span<double> logs = stackalloc double[Stakes.Length];
        logs.Clear();
        double last = 0, largest = double.NegativeInfinity;
        foreach (double d in differences)
        {
            if (!(d >= -1 && d <= 1)) { throw new ArgumentOutOfRangeException(nameof(differences), d, "A difference is -1 to 1."); }

            double top = double.NegativeInfinity, sum = 0;
            for (int i = 0; i < logs.Length; i++)
            {
                logs[i] += Math.Log(1 + (side * Stakes[i] * (d + shift)));
                top = Math.Max(top, logs[i]);
            }

            foreach (double log in logs) { sum += Math.Exp(log - top); }

            last = top + Math.Log(sum / logs.Length);
            largest = Math.Max(largest, last);
        }

        return (last, differences.IsEmpty ? 0 : largest);
    }

    /// <summary>Mean and variance of what was seen so far, begun with one value of 1/2 and a variance of 1/4.</summary>
    private sealed class Spread
    {
        private double count = 1, sum = .5, squares = .25;

        public Spread(double alpha)
        {
            if (!(alpha > 0 && alpha < 1)) { throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Between 0 and 1."); }
        }

        /// <summary>The stake on the next value: <c>sqrt(2 ln(1 / alpha) / (variance t ln(1 + t)))</c>.</summary>
        public double Stake(double tail) => Math.Sqrt(2 * tail / (squares * Math.Log(1 + count)));

        public void Add(double x)
        {
            count++;
            sum += x;
            squares += (x - (sum / count)) * (x - (sum / count));
        }
    }
}
