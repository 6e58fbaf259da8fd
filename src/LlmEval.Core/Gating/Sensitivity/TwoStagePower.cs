using LlmEval.Statistics;

namespace LlmEval.Gating.Sensitivity;

/// <summary>
/// The chance that screen and combine sees the fall of a mean: the bivariate normal integral over what the first stage may show. Student's tails are turned into normal ones and back by
/// Wallace's formula ("Bounds on Normal Approximations to Student's and the Chi-Square Distributions", Ann. Math. Statist. 30 (1959)), which is right to about 0.002 in z from 3 degrees of freedom on.
/// </summary>
internal sealed record TwoStagePower
{
    private const int Panels = 60;

    /// <summary>One-sided p up to which the second stage is drawn.</summary>
    public required double Screen { get; init; }

    /// <summary>The combined p that counts, after all corrections.</summary>
    public required double Alpha { get; init; }

    /// <summary>First samples, now and in the baseline.</summary>
    public required (int Now, int Then) First { get; init; }

    /// <summary>Fresh samples, and those held back; 0 held back for a single test of all samples against the first ones.</summary>
    public required (int Now, int Then) Second { get; init; }

    /// <summary>Power of a fall.</summary>
    /// <param name="fall">Above 0, in the unit of the scores.</param>
    /// <param name="withinNow">Variance of the samples of one case after the fall.</param>
    /// <param name="withinThen">Variance of the samples of one case in the baseline.</param>
    /// <param name="cases">Cases, above 1.</param>
    /// <param name="units">Cases or clusters that count as one, above 1 and at most <paramref name="cases"/>.</param>
    public double Of(double fall, double withinNow, double withinThen, double cases, double units)
    {
        double freedom = units - 1;

        // The exact sign flip of few cases has a smallest p, whatever falls.
        double most = units < 10 ? Normal.UpperInverse(Math.Pow(2, -units)) : double.PositiveInfinity;
        double needed = Normal.UpperInverse(Alpha);
        if (Second.Then == 0)
        {
            double error = Error(First.Now + Second.Now, First.Then, withinNow, withinThen, cases);
            return needed > most ? 0 : Normal.Upper(ToT(needed, freedom) - (fall / error));
        }

        double shift1 = fall / Error(First.Now, First.Then, withinNow, withinThen, cases);
        double shift2 = fall / Error(Second.Now, Second.Then, withinNow, withinThen, cases);
        double information1 = Information(First), information2 = Information(Second);
        double weight1 = Math.Sqrt(information1 / (information1 + information2)), weight2 = Math.Sqrt(information2 / (information1 + information2));
        double from = Math.Max(ToT(Normal.UpperInverse(Screen), freedom), shift1 - 7), to = Math.Max(from, shift1) + 7;
        double width = (to - from) / Panels, sum = 0;
        for (int i = 0; i <= Panels; i++)
        {
            double t = from + (i * width);
            double z = (needed - (weight1 * Math.Min(most, ToZ(t, freedom)))) / weight2;
            double chance = z > most ? 0 : Normal.Upper(ToT(z, freedom) - shift2);
            sum += (i is 0 or Panels ? 1 : i % 2 == 1 ? 4 : 2) * Normal.Density(t - shift1) * chance;
        }

        return Math.Clamp(sum * width / 3, 0, 1);
    }

    private static double Error(int now, int then, double withinNow, double withinThen, double cases) =>
        Math.Max(1e-9, Power.StandardError(cases, 0, withinThen, then, withinNow, now));

    private static double Information((int Now, int Then) stage) => 1 / ((1.0 / stage.Now) + (1.0 / stage.Then));

    private static double ToZ(double t, double freedom) =>
        Math.Sign(t) * ((8 * freedom) + 1) / ((8 * freedom) + 3) * Math.Sqrt(freedom * Math.Log(1 + (t * t / freedom)));

    private static double ToT(double z, double freedom)
    {
        double scaled = z * ((8 * freedom) + 3) / ((8 * freedom) + 1);
        return Math.Sign(z) * Math.Sqrt(freedom * (Math.Exp(scaled * scaled / freedom) - 1));
    }
}
