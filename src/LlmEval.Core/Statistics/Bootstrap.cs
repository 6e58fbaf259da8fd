namespace LlmEval.Statistics;

/// <summary>
/// Intervals of quantiles by drawing the cases anew. Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13: the percentile interval.
/// </summary>
/// <remarks>
/// Seeded: the same cases give the same interval everywhere. An upper quantile of few cases lies near the largest, which no draw exceeds: below about 60 cases the
/// upper end of a p95 is too low.
/// </remarks>
public static class Bootstrap
{
    /// <summary>So many times the cases are drawn; one more is divisible by the usual shares.</summary>
    public const int Draws = 1_999;

    /// <summary>The interval of a quantile over cases, such as the 95th percentile of latency.</summary>
    /// <param name="values">One a case, finite; in any order.</param>
    /// <param name="share">Which quantile, 0 to 1: .95, or .5 for the median.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>The interval, or null without a case.</returns>
    /// <exception cref="ArgumentException">A value is not finite, or a share is none.</exception>
    public static BootstrapInterval? OfQuantile(ReadOnlySpan<double> values, double share, double confidence = .95, ulong seed = 1)
    {
        if (!(share >= 0 && share <= 1)) { throw new ArgumentOutOfRangeException(nameof(share), share, "A share is 0 to 1."); }

        if (!(confidence > 0 && confidence < 1)) { throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Between 0 and 1."); }

        if (values.IsEmpty) { return null; }

        double[] sorted = values.ToArray();
        if (Array.Exists(sorted, v => !double.IsFinite(v))) { throw new ArgumentException("A value is a finite number.", nameof(values)); }

        Array.Sort(sorted);
        double[] drawn = new double[Draws];
        int[] counts = new int[sorted.Length];
        SplitMix64 random = new(seed);
        double place = share * (sorted.Length - 1);
        for (int draw = 0; draw < Draws; draw++)
        {
            Array.Clear(counts);
            for (int i = 0; i < counts.Length; i++) { counts[random.Below(counts.Length)]++; }

            drawn[draw] = At(sorted, counts, place);
        }

        Array.Sort(drawn);
        return new BootstrapInterval(sorted.Length, Quantile.Of(sorted, share), Quantile.Of(drawn, (1 - confidence) / 2), Quantile.Of(drawn, (1 + confidence) / 2));
    }

    /// <summary>The interval of the median over cases of candidate / baseline, as a ratio: 1.1 is 10% more. It is reckoned of logarithms, so that half and twice weigh alike.</summary>
    /// <param name="candidate">One a case, above 0: costs, tokens, times.</param>
    /// <param name="baseline">The same cases in the same order, above 0.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>The interval, or null without a case.</returns>
    /// <exception cref="ArgumentException">A value is not above 0 or not finite, the lengths differ, or the confidence is none.</exception>
    public static BootstrapInterval? OfMedianRatio(ReadOnlySpan<double> candidate, ReadOnlySpan<double> baseline, double confidence = .95, ulong seed = 1)
    {
        if (candidate.Length != baseline.Length) { throw new ArgumentException("Cases are paired.", nameof(baseline)); }

        double[] logs = new double[candidate.Length];
        for (int i = 0; i < logs.Length; i++)
        {
            if (!(candidate[i] > 0 && double.IsFinite(candidate[i]))) { throw new ArgumentException("A ratio is that of numbers above 0.", nameof(candidate)); }

            if (!(baseline[i] > 0 && double.IsFinite(baseline[i]))) { throw new ArgumentException("A ratio is that of numbers above 0.", nameof(baseline)); }

            logs[i] = Math.Log(candidate[i]) - Math.Log(baseline[i]);
        }

        return OfQuantile(logs, .5, confidence, seed) is { } found
            ? new BootstrapInterval(found.N, Math.Exp(found.Estimate), Math.Exp(found.Lower), Math.Exp(found.Upper))
            : null;
    }

    /// <summary>The quantile of a draw that holds the i-th smallest value counts[i] times.</summary>
    private static double At(double[] sorted, int[] counts, double place)
    {
        int below = (int)place, seen = 0, i = 0;
        while ((seen += counts[i]) <= below) { i++; }

        double low = sorted[i];
        if (place == below || seen > below + 1) { return low; }

        do { i++; } while (counts[i] == 0);

        return low + ((place - below) * (sorted[i] - low));
    }
}
