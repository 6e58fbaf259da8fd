namespace LlmEval.Statistics;

/// <summary>
/// A sharper correction than <see cref="Holm"/> for tests that are independent or rise together. Source: Hommel, Biometrika 75 (1988); the algorithm is that of Wright,
/// "Adjusted P-Values for Simultaneous Inference", Biometrics 48 (1992), appendix. Equal to statsmodels' <c>multipletests(method="hommel")</c>.
/// </summary>
public static class Hommel
{
    /// <summary>The adjusted p-values, in the order given.</summary>
    /// <param name="p">P-values, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is no probability.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        (double[] sorted, int[] places) = SortedP.Of(p);
        int n = sorted.Length;
        double[] largest = [.. sorted];
        for (int m = n; m > 1; m--)
        {
            // The m largest together (Simes), then each smaller one with them.
            double smallest = double.PositiveInfinity;
            for (int i = 1; i <= m; i++) { smallest = Math.Min(smallest, m * sorted[n - m + i - 1] / i); }

            for (int i = 0; i < n; i++) { largest[i] = Math.Max(largest[i], i >= n - m ? smallest : Math.Min(smallest, m * sorted[i])); }
        }

        double[] adjusted = new double[n];
        for (int i = 0; i < n; i++) { adjusted[places[i]] = Math.Min(1, largest[i]); }

        return adjusted;
    }
}
