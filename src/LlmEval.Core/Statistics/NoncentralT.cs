using MathNet.Numerics.Integration;

namespace LlmEval.Statistics;

/// <summary>
/// The noncentral t distribution. Source: Johnson, Kotz and Balakrishnan, "Continuous Univariate Distributions 2" (1995), chapter 31: t is (Z + delta) / S with S the root of a
/// chi-square over its degrees of freedom, so that the tail is the mean of <c>Phi(delta - t S)</c>. Equal to <c>scipy.stats.nct.sf</c>.
/// </summary>
internal static class NoncentralT
{
    private static readonly GaussLegendreRule Rule = new(-1, 1, 16);

    /// <summary>The probability of a value above t.</summary>
    public static double Upper(double t, double freedom, double delta)
    {
        // S is 1 give or take 1 / sqrt(2 freedom); its density is below 1e-20 of the highest where this ends.
        double spread = 10 / Math.Sqrt(freedom), low = Math.Max(0, 1 - spread), high = 1 + spread;
        const int Panels = 300;
        double half = (high - low) / Panels / 2, mode = Math.Sqrt(Math.Max(0, freedom - 1) / freedom), hits = 0, all = 0;
        double top = LogDensity(mode, freedom);
        for (int panel = 0; panel < Panels; panel++)
        {
            for (int i = 0; i < Rule.Order; i++)
            {
                double s = low + (half * ((2 * panel) + 1 + Rule.GetAbscissa(i)));
                double weight = Rule.GetWeight(i) * Math.Exp(LogDensity(s, freedom) - top);
                hits += weight * Normal.Phi(delta - (t * s));
                all += weight;
            }
        }

        return Math.Clamp(hits / all, 0, 1);
    }

    private static double LogDensity(double s, double freedom) => (freedom == 1 ? 0 : (freedom - 1) * Math.Log(s)) - (freedom * s * s / 2);
}
