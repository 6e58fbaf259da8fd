namespace LlmEval.Statistics;

/// <summary>
/// Holm's correction for several tests: the chance of any false one stays at alpha. Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure",
/// Scand. J. Statist. 6 (1979). Equal to statsmodels' <c>multipletests(method="holm")</c>.
/// </summary>
public static class Holm
{
    /// <summary>The adjusted p-values, in the order given: <c>max over j &lt;= i of min(1, (m - j + 1) p(j))</c> of the sorted ones. Reject those at most alpha.</summary>
    /// <param name="p">P-values, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is no probability.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        (double[] sorted, int[] places) = SortedP.Of(p);
        double[] adjusted = new double[sorted.Length];
        double largest = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (sorted.Length - i) * sorted[i]));
            adjusted[places[i]] = largest;
        }

        return adjusted;
    }
}
