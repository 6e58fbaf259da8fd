namespace LlmEval.Statistics;

/// <summary>
/// The Mann-Whitney (Wilcoxon rank-sum) test, exact with ties too: given all values, every choice of which are the first ones is as likely.
/// Source: Mann and Whitney, Ann. Math. Statist. 18 (1947); with ties Streitberg and Roehmel, "Exact Distributions for Permutation and Rank Tests" (1986).
/// Without ties equal to <c>scipy.stats.mannwhitneyu(method="exact")</c>, with ties to <c>scipy.stats.permutation_test</c> of the rank sum over all splits.
/// </summary>
public static class MannWhitneyExact
{
    /// <summary>The largest number of values on a side.</summary>
    public const int Limit = 30;

    /// <summary>One-sided p-value of "the first are smaller": P(rank sum &lt;= observed). 1 where one side is empty.</summary>
    /// <param name="first">Numbers, at most <see cref="Limit"/>; infinities have a rank as others do.</param>
    /// <param name="second">Numbers, at most <see cref="Limit"/>.</param>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side has more than <see cref="Limit"/> values: use <see cref="MannWhitney"/>.</exception>
    public static double PLess(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first.Length, Limit, nameof(first));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(second.Length, Limit, nameof(second));
        int[] ranks = MannWhitney.RanksOf(first, second, out _);
        if (first.IsEmpty || second.IsEmpty) { return 1; }

        int observed = 0;
        for (int i = 0; i < first.Length; i++) { observed += ranks[i]; }

        // ways[k, s]: choices of k among the values so far with a (doubled) rank sum of s; sums beyond the observed one do not matter.
        int size = first.Length, width = observed + 1;
        double[] ways = new double[(size + 1) * width];
        ways[0] = 1;
        for (int i = 0; i < ranks.Length; i++)
        {
            int rank = ranks[i];
            for (int k = Math.Min(i + 1, size); k > 0; k--)
            {
                int to = k * width, from = to - width;
                for (int s = rank; s <= observed; s++) { ways[to + s] += ways[from + s - rank]; }
            }
        }

        double hits = 0, all = 1;
        for (int s = 0; s <= observed; s++) { hits += ways[(size * width) + s]; }

        for (int i = 1; i <= size; i++) { all = all * (second.Length + i) / i; }

        return Math.Clamp(hits / all, 0, 1);
    }
}
