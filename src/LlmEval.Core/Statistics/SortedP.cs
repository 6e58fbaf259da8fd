namespace LlmEval.Statistics;

/// <summary>P-values in ascending order, and where they came from.</summary>
internal static class SortedP
{
    /// <summary>Sorts a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is no probability: as a NaN it would compare as not significant.</exception>
    public static (double[] Sorted, int[] Places) Of(ReadOnlySpan<double> p)
    {
        double[] sorted = p.ToArray();
        int[] places = new int[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            if (!(sorted[i] >= 0 && sorted[i] <= 1)) { throw new ArgumentOutOfRangeException(nameof(p), sorted[i], "A probability is 0 to 1."); }

            places[i] = i;
        }

        Array.Sort(sorted, places);
        return (sorted, places);
    }

    /// <summary>Steps up from the largest: the smallest of <c>factor(rank) p</c> so far, at most 1, in the order given.</summary>
    public static double[] StepUp(ReadOnlySpan<double> p, double factor)
    {
        (double[] sorted, int[] places) = Of(p);
        double[] adjusted = new double[sorted.Length];
        double smallest = 1;
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            smallest = Math.Min(smallest, sorted[i] * sorted.Length * factor / (i + 1));
            adjusted[places[i]] = smallest;
        }

        return adjusted;
    }
}
