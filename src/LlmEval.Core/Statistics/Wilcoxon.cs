namespace LlmEval.Statistics;

/// <summary>
/// The signed-rank test of paired differences. Source: Wilcoxon, "Individual Comparisons by Ranking Methods", Biometrics 1 (1945); the variance with ties is that of Lehmann,
/// "Nonparametrics" (1975), section 3.2. Equal to <c>scipy.stats.wilcoxon(zero_method="wilcox", correction=False)</c>.
/// </summary>
/// <remarks>
/// Differences of 0 are dropped. With up to 50, none of them 0 and no two of equal size, the distribution is exact; else normal with the variance that ties leave.
/// Sizes that differ by less than about 1e-12 of the largest are equal.
/// </remarks>
public static class Wilcoxon
{
    /// <summary>Up to so many differences the distribution is exact.</summary>
    public const int ExactLimit = 50;

    /// <summary>Tests whether the differences (candidate minus baseline, one a case) lie to one side of 0.</summary>
    /// <param name="differences">Finite numbers.</param>
    /// <returns>The test; without a difference that is not 0 each p is 1.</returns>
    /// <exception cref="ArgumentException">A difference is not finite.</exception>
    public static WilcoxonResult Test(ReadOnlySpan<double> differences)
    {
        double largest = 0;
        foreach (double d in differences)
        {
            if (!double.IsFinite(d)) { throw new ArgumentException("A difference is a finite number.", nameof(differences)); }

            largest = Math.Max(largest, Math.Abs(d));
        }

        double[] sizes = new double[differences.Length];
        bool[] won = new bool[differences.Length];
        int n = 0;
        foreach (double d in differences)
        {
            double size = Math.Round(Math.Abs(d) / largest, 12);
            if (!(size > 0)) { continue; }

            won[n] = d > 0;
            sizes[n++] = size;
        }

        if (n == 0) { return new WilcoxonResult(0, 0, true, 1, 1, 1); }

        (int[] doubled, double ties) = Ranks.Of(sizes[..n]);
        double sum = 0;
        for (int i = 0; i < n; i++) { sum += won[i] ? doubled[i] / 2.0 : 0; }

        return n <= ExactLimit && ties == 0 && n == differences.Length ? Exact(n, (int)sum) : Approximate(n, sum, ties);
    }

    private static WilcoxonResult Exact(int n, int sum)
    {
        // chances[s]: that of a rank sum of s, each rank counting with probability 1/2.
        double[] chances = new double[(n * (n + 1) / 2) + 1];
        chances[0] = 1;
        for (int rank = 1; rank <= n; rank++)
        {
            for (int s = rank * (rank + 1) / 2; s >= 0; s--) { chances[s] = (chances[s] + (s >= rank ? chances[s - rank] : 0)) / 2; }
        }

        double less = 0, greater = 0;
        for (int s = 0; s < chances.Length; s++)
        {
            if (s <= sum) { less += chances[s]; }

            if (s >= sum) { greater += chances[s]; }
        }

        return new WilcoxonResult(n, sum, true, Math.Min(1, less), Math.Min(1, greater), Math.Min(1, 2 * Math.Min(less, greater)));
    }

    private static WilcoxonResult Approximate(double n, double sum, double ties)
    {
        double variance = ((n * (n + 1) * ((2 * n) + 1)) - (ties / 2)) / 24;
        double z = (sum - (n * (n + 1) / 4)) / Math.Sqrt(variance);
        return new WilcoxonResult((int)n, sum, false, Normal.Phi(z), Normal.Upper(z), Math.Min(1, 2 * Normal.Upper(Math.Abs(z))));
    }
}
