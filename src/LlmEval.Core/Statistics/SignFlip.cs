namespace LlmEval.Statistics;

/// <summary>
/// The sign-flip (randomisation) test of paired differences: if nothing changed, each difference could as well have had the other sign.
/// Source: Fisher, "The Design of Experiments" (1935), section 21; the p-value of random flips is that of Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9 (2010).
/// Equal to <c>scipy.stats.permutation_test(permutation_type="samples")</c>.
/// </summary>
/// <remarks>
/// Zeros do not matter. With up to 20 other differences all flips are counted, with more 9,999 seeded ones are drawn and p = (1 + hits) / 10,000.
/// Sums that differ by less than 1e-12 of the sum of sizes are equal: thirds and tenths have no exact doubles.
/// </remarks>
public static class SignFlip
{
    /// <summary>Up to so many differences that are not 0 all flips are counted.</summary>
    public const int ExactLimit = 20;

    /// <summary>So many flips are drawn beyond it.</summary>
    public const int Draws = 9_999;

    /// <summary>One-sided p-value of "the mean is below 0": the share of flips with a mean at most the observed one. 1 without a difference that is not 0.</summary>
    /// <param name="differences">Finite numbers.</param>
    /// <param name="seed">Seed of the flips that are drawn.</param>
    /// <exception cref="ArgumentException">A difference is not finite.</exception>
    public static double PLess(ReadOnlySpan<double> differences, ulong seed = 1) => Tail(differences, -1, seed);

    /// <summary>One-sided p-value of "the mean is above 0".</summary>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ulong)" path="/param"/>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ulong)" path="/exception"/>
    public static double PGreater(ReadOnlySpan<double> differences, ulong seed = 1) => Tail(differences, 1, seed);

    /// <summary>Two-sided p-value: twice the smaller tail, at most 1.</summary>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ulong)" path="/param"/>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ulong)" path="/exception"/>
    public static double PTwoSided(ReadOnlySpan<double> differences, ulong seed = 1) => Math.Min(1, 2 * Math.Min(PLess(differences, seed), PGreater(differences, seed)));

    /// <summary>As <see cref="PLess(ReadOnlySpan{double}, ulong)"/>, where some belong together: a whole cluster is flipped, and clusters are counted, not differences.</summary>
    /// <param name="differences">Finite numbers.</param>
    /// <param name="clusters">The cluster of each.</param>
    /// <param name="seed">Seed of the flips that are drawn.</param>
    /// <exception cref="ArgumentException">A difference is not finite, or the lengths differ.</exception>
    public static double PLess(ReadOnlySpan<double> differences, ReadOnlySpan<int> clusters, ulong seed = 1) => Tail(ClusterSums.Of(differences, clusters), -1, seed);

    /// <inheritdoc cref="PGreater(ReadOnlySpan{double}, ulong)" path="/summary"/>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ReadOnlySpan{int}, ulong)" path="/param"/>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ReadOnlySpan{int}, ulong)" path="/exception"/>
    public static double PGreater(ReadOnlySpan<double> differences, ReadOnlySpan<int> clusters, ulong seed = 1) => Tail(ClusterSums.Of(differences, clusters), 1, seed);

    /// <inheritdoc cref="PTwoSided(ReadOnlySpan{double}, ulong)" path="/summary"/>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ReadOnlySpan{int}, ulong)" path="/param"/>
    /// <inheritdoc cref="PLess(ReadOnlySpan{double}, ReadOnlySpan{int}, ulong)" path="/exception"/>
    public static double PTwoSided(ReadOnlySpan<double> differences, ReadOnlySpan<int> clusters, ulong seed = 1) => PTwoSided(ClusterSums.Of(differences, clusters), seed);

    /// <summary>The share of flips whose sum is at least as far to one side (+1 or -1) as the observed one.</summary>
    private static double Tail(ReadOnlySpan<double> differences, int side, ulong seed)
    {
        double observed = 0, sizes = 0;
        foreach (double d in differences)
        {
            if (!double.IsFinite(d)) { throw new ArgumentException("A difference is a finite number.", nameof(differences)); }

            observed += side * d;
            sizes += Math.Abs(d);
        }

        double tolerance = sizes * 1e-12;
        double[] kept = new double[differences.Length];
        int count = 0;
        foreach (double d in differences)
        {
            if (Math.Abs(d) > tolerance) { kept[count++] = Math.Abs(d); }
        }

        // How far a flip falls short of all differences on this side: a subset has been turned over, and takes twice its sum away.
        double reach = ((sizes - observed) / 2) + tolerance;
        return count == 0 ? 1
            : count <= ExactLimit ? Counted(kept.AsSpan(0, count), reach)
            : Drawn(kept.AsSpan(0, count), reach, seed);
    }

    /// <summary>The share of the subsets with a sum of at most <paramref name="reach"/>: the sums of two halves, sorted, meet in the middle.</summary>
    private static double Counted(ReadOnlySpan<double> sizes, double reach)
    {
        double[] left = Sums(sizes[..(sizes.Length / 2)]), right = Sums(sizes[(sizes.Length / 2)..]);
        long hits = 0;
        for (int i = 0, fitting = right.Length; i < left.Length; i++)
        {
            while (fitting > 0 && left[i] + right[fitting - 1] > reach) { fitting--; }

            hits += fitting;
        }

        return hits / ((double)left.Length * right.Length);
    }

    private static double[] Sums(ReadOnlySpan<double> sizes)
    {
        double[] sums = new double[1 << sizes.Length];
        Fill(sums, sizes);
        Array.Sort(sums);
        return sums;
    }

    private static double Drawn(ReadOnlySpan<double> sizes, double reach, ulong seed)
    {
        // The subset sums of each eight are looked up by a random byte.
        const int Eight = 8, Table = 1 << Eight;
        double[] tables = new double[(sizes.Length + Eight - 1) / Eight * Table];
        for (int i = 0; i * Eight < sizes.Length; i++) { Fill(tables.AsSpan(i * Table, Table), sizes.Slice(i * Eight, Math.Min(Eight, sizes.Length - (i * Eight)))); }

        SplitMix64 random = new(seed);
        int hits = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double sum = 0;
            ulong bits = 0;
            for (int i = 0, at = 0; at < tables.Length; i++, at += Table)
            {
                bits = i % Eight == 0 ? random.Next() : bits >> Eight;
                sum += tables[at + (int)(bits % Table)];
            }

            if (sum <= reach) { hits++; }
        }

        return (1.0 + hits) / (1 + Draws);
    }

    /// <summary>The sum of every subset, at the number whose bits name it; bits beyond the sizes change nothing.</summary>
    private static void Fill(Span<double> sums, ReadOnlySpan<double> sizes)
    {
        int filled = 1;
        for (int bit = 0; filled < sums.Length; bit++, filled *= 2)
        {
            double size = bit < sizes.Length ? sizes[bit] : 0;
            for (int i = 0; i < filled; i++) { sums[filled + i] = sums[i] + size; }
        }
    }
}
