using MathNet.Numerics.Integration;

namespace LlmEval.Statistics;

/// <summary>
/// Bounds for tests that look several times. Source: Armitage, McPherson and Rowe, J. R. Statist. Soc. A 132 (1969) for the recursion over looks; Lan and DeMets (1983) for the
/// spending; Jennison and Turnbull, "Group Sequential Methods" (2000), chapters 7 and 19. Equal to the ldbounds and gsDesign packages of R.
/// </summary>
public static class GroupSequential
{
    private const double Reach = 9; // standard deviations: what lies beyond is below 1e-18
    private static readonly GaussLegendreRule Rule = new(-1, 1, 20);

    /// <summary>The error rate spent up to a look.</summary>
    /// <param name="alpha">The one-sided error rate of the whole, between 0 and 1.</param>
    /// <param name="fraction">Share of the planned information, 0 to 1.</param>
    /// <param name="spending">How it is spent.</param>
    /// <returns>0 to <paramref name="alpha"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double Spent(double alpha, double fraction, SpendingFunction spending)
    {
        if (!(alpha > 0 && alpha < 1)) { throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "An error rate lies between 0 and 1."); }

        if (!(fraction >= 0 && fraction <= 1)) { throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share is 0 to 1."); }

        return fraction == 0 ? 0
            : fraction == 1 ? alpha
            : spending == SpendingFunction.Pocock ? alpha * Math.Log(1 + ((Math.E - 1) * fraction))
            : 2 * Normal.Upper(Normal.UpperInverse(alpha / 2) / Math.Sqrt(fraction));
    }

    /// <summary>The one-sided z that must be reached at each look, so that the chance of ever reaching one is what was spent by then when there is no effect.</summary>
    /// <param name="alpha">The one-sided error rate of the whole, between 0 and 1.</param>
    /// <param name="fractions">Share of the planned information at each look, ascending, above 0 and at most 1.</param>
    /// <param name="spending">How the error rate is spent.</param>
    /// <returns>One z a look; infinite where so little is spent that no z is that unlikely.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the shares do not ascend.</exception>
    public static double[] Bounds(double alpha, ReadOnlySpan<double> fractions, SpendingFunction spending)
    {
        Check(fractions);
        double[] bounds = new double[fractions.Length];
        Density density = new();
        double spent = 0;
        for (int look = 0; look < bounds.Length; look++)
        {
            double spend = Spent(alpha, fractions[look], spending);
            bounds[look] = Solve(density, fractions[look], spend - spent);
            spent = spend;
            if (look + 1 < bounds.Length) { density = density.After(fractions[look], bounds[look], 0, fractions[look + 1] - fractions[look]); }
        }

        return bounds;
    }

    /// <summary>The chance of reaching a bound for the first time, at each look.</summary>
    /// <param name="bounds">One z a look.</param>
    /// <param name="fractions">Share of the planned information at each look, ascending, above 0 and at most 1.</param>
    /// <param name="drift">The expected z when all information is in; 0 means no effect.</param>
    /// <exception cref="ArgumentException">The lengths differ, a number is NaN or out of its range, or the shares do not ascend.</exception>
    public static double[] Crossing(ReadOnlySpan<double> bounds, ReadOnlySpan<double> fractions, double drift = 0)
    {
        Check(fractions);
        if (bounds.Length != fractions.Length) { throw new ArgumentException("Each look needs its bound.", nameof(bounds)); }

        if (!double.IsFinite(drift)) { throw new ArgumentOutOfRangeException(nameof(drift), drift, "A finite number."); }

        double[] chances = new double[bounds.Length];
        Density density = new();
        for (int look = 0; look < bounds.Length; look++)
        {
            chances[look] = density.Above(fractions[look], bounds[look], drift);
            if (look + 1 < bounds.Length) { density = density.After(fractions[look], bounds[look], drift, fractions[look + 1] - fractions[look]); }
        }

        return chances;
    }

    private static double Solve(Density density, double fraction, double chance)
    {
        if (!(chance > 1e-300)) { return double.PositiveInfinity; }

        double low = -40, high = 40;
        while (true)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high || high - low < 1e-13) { return middle; }

            if (density.Above(fraction, middle, 0) > chance) { low = middle; }
            else { high = middle; }
        }
    }

    private static void Check(ReadOnlySpan<double> fractions)
    {
        double last = 0;
        foreach (double fraction in fractions)
        {
            if (!(fraction > last && fraction <= 1)) { throw new ArgumentOutOfRangeException(nameof(fractions), fraction, "Shares of information ascend, above 0 and at most 1."); }

            last = fraction;
        }
    }

    /// <summary>
    /// Where the process (a Brownian motion with drift, at time t = share of information) may be at a look when no bound was reached by then: points with their probabilities.
    /// </summary>
    private sealed class Density
    {
        private double[] points = [0];
        private double[] chances = [1];
        private double time;

        /// <summary>The chance of z at or above the bound at the next look.</summary>
        public double Above(double fraction, double bound, double drift)
        {
            double step = fraction - time, root = Math.Sqrt(step), at = bound * Math.Sqrt(fraction), sum = 0;
            for (int i = 0; i < points.Length; i++) { sum += chances[i] * Normal.Upper((at - points[i] - (drift * step)) / root); }

            return sum;
        }

        /// <summary>The density at the next look, below its bound; panels are as narrow as the steps before and after make it bend.</summary>
        public Density After(double fraction, double bound, double drift, double next)
        {
            double step = fraction - time, root = Math.Sqrt(step), sd = Math.Sqrt(fraction), mean = drift * fraction;
            double low = mean - (Reach * sd), high = Math.Min(bound * sd, mean + (Reach * sd));
            if (!(high > low)) { return new Density { points = [], chances = [], time = fraction }; }

            int panels = Math.Max(2, (int)Math.Ceiling((high - low) / (2 * Math.Min(root, Math.Sqrt(next)))));
            double half = (high - low) / panels / 2;
            double[] at = new double[panels * Rule.Order], mass = new double[at.Length];
            for (int i = 0; i < at.Length; i++)
            {
                double x = low + (half * ((2 * (i / Rule.Order)) + 1 + Rule.GetAbscissa(i % Rule.Order)));
                double density = 0;
                for (int j = 0; j < points.Length; j++)
                {
                    double z = (x - points[j] - (drift * step)) / root;
                    if (Math.Abs(z) < Reach) { density += chances[j] * Normal.Density(z); }
                }

                at[i] = x;
                mass[i] = density / root * half * Rule.GetWeight(i % Rule.Order);
            }

            return new Density { points = at, chances = mass, time = fraction };
        }
    }
}
