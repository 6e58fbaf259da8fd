namespace LlmEval.Statistics;

/// <summary>
/// Combines the one-sided p-values of two independent stages. Source: Lehmacher and Wassmer, "Adaptive Sample Size Calculations in Group Sequential Trials",
/// Biometrics 55 (1999); Liptak (1958). The weights must not depend on the data.
/// </summary>
public static class InverseNormal
{
    /// <summary>p-values nearer to 0 or 1 count as this far away, so that certainty of one stage and certainty of the other balance.</summary>
    private const double Nearest = 1e-300;

    /// <summary>
    /// <c>Phi(z)</c> with <c>z = sqrt(I1 / (I1 + I2)) Phi^-1(p1) + sqrt(I2 / (I1 + I2)) Phi^-1(p2)</c>. A p of exactly 0 counts as 1e-300, exactly 1 as its mirror image: two certain and opposite
    /// stages of equal information give 1/2, and one certain stage outweighs any other that is not.
    /// </summary>
    /// <param name="p1">One-sided p-value of the first stage, 0 to 1.</param>
    /// <param name="information1">I1, what the first stage knows: one over the variance of its difference; 0 or more, in any unit.</param>
    /// <param name="p2">One-sided p-value of the second stage, 0 to 1.</param>
    /// <param name="information2">I2, in the same unit.</param>
    /// <returns>The one-sided p-value of both together.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is none, an information is negative or not finite, or both are 0.</exception>
    public static double Combine(double p1, double information1, double p2, double information2)
    {
        double sum = information1 + information2;
        if (!(information1 >= 0)) { throw new ArgumentOutOfRangeException(nameof(information1), information1, "Information is 0 or more."); }

        if (!(information2 >= 0) || !(sum > 0) || !double.IsFinite(sum)) { throw new ArgumentOutOfRangeException(nameof(information2), information2, "Information is 0 or more, and above 0 in all."); }

        return Normal.Phi((Math.Sqrt(information1 / sum) * Z(p1)) + (Math.Sqrt(information2 / sum) * Z(p2)));
    }

    private static double Z(double p) => p == 1 ? -Normal.PhiInverse(Nearest) : Normal.PhiInverse(p < Nearest && p >= 0 ? Nearest : p);
}
