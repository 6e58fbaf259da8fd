namespace LlmEval.Statistics;

/// <summary>
/// The simplest correction for several tests. <see cref="Holm"/> keeps the same error rate and finds more. Source: Dunn, J. Amer. Statist. Assoc. 56 (1961).
/// Equal to statsmodels' <c>multipletests(method="bonferroni")</c>.
/// </summary>
public static class Bonferroni
{
    /// <summary>The adjusted p-values, in the order given: <c>min(1, m p)</c>.</summary>
    /// <param name="p">P-values, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is no probability.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        (double[] sorted, int[] places) = SortedP.Of(p);
        double[] adjusted = new double[sorted.Length];
        for (int i = 0; i < sorted.Length; i++) { adjusted[places[i]] = Math.Min(1, sorted[i] * sorted.Length); }

        return adjusted;
    }
}
