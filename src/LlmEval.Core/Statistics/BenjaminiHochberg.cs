namespace LlmEval.Statistics;

/// <summary>
/// The correction that keeps the share of false ones among those found; for exploring, not for gates. Source: Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995).
/// Equal to statsmodels' <c>multipletests(method="fdr_bh")</c>.
/// </summary>
public static class BenjaminiHochberg
{
    /// <summary>The adjusted p-values, in the order given: <c>min over j >= i of p(j) m / j</c> of the sorted ones, at most 1.</summary>
    /// <param name="p">P-values, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is no probability.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p) => SortedP.StepUp(p, 1);
}
