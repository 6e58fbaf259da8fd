namespace LlmEval.Statistics;

/// <summary>
/// The Mann-Whitney test of any two samples: <see cref="MannWhitneyExact"/> where it can be, else the normal approximation, corrected for ties and continuity.
/// Source: Lehmann, "Nonparametrics" (1975), section 1.2. The approximation equals <c>scipy.stats.mannwhitneyu(method="asymptotic")</c>.
/// </summary>
public static class MannWhitney
{
    /// <summary>One-sided p-value of "the first are smaller". 1 where one side is empty.</summary>
    /// <param name="first">Numbers; infinities have a rank as others do.</param>
    /// <param name="second">Numbers.</param>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static double PLess(ReadOnlySpan<double> first, ReadOnlySpan<double> second) =>
        first.Length <= MannWhitneyExact.Limit && second.Length <= MannWhitneyExact.Limit ? MannWhitneyExact.PLess(first, second) : Approximate(first, second);

    /// <summary>The normal approximation alone, for any sizes.</summary>
    internal static double Approximate(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int[] ranks = RanksOf(first, second, out double ties);
        if (first.IsEmpty || second.IsEmpty) { return 1; }

        double sum = 0;
        for (int i = 0; i < first.Length; i++) { sum += ranks[i] / 2.0; }

        double n = first.Length, m = second.Length, all = n + m;
        double excess = sum - (n * (n + 1) / 2) - (n * m / 2);
        double variance = n * m / 12 * (all + 1 - (ties / (all * (all - 1))));
        return variance > 0 ? Normal.Phi((excess + .5) / Math.Sqrt(variance)) : 1;
    }

    /// <summary>Twice the ranks of both together, the first ones first.</summary>
    internal static int[] RanksOf(ReadOnlySpan<double> first, ReadOnlySpan<double> second, out double ties)
    {
        double[] all = [.. first, .. second];
        if (Array.Exists(all, double.IsNaN)) { throw new ArgumentException("Not a number.", nameof(first)); }

        (int[] doubled, ties) = Ranks.Of(all);
        return doubled;
    }
}
