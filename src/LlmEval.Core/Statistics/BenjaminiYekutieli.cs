namespace LlmEval.Statistics;

/// <summary>
/// <see cref="BenjaminiHochberg"/> for tests that depend on each other in any way. Source: Benjamini and Yekutieli, Ann. Statist. 29 (2001).
/// Equal to statsmodels' <c>multipletests(method="fdr_by")</c>.
/// </summary>
public static class BenjaminiYekutieli
{
    /// <summary>The adjusted p-values, in the order given: those of Benjamini and Hochberg times <c>1 + 1/2 + ... + 1/m</c>, at most 1.</summary>
    /// <param name="p">P-values, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is no probability.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        double harmonic = 0;
        for (int i = p.Length; i > 0; i--) { harmonic += 1.0 / i; }

        return SortedP.StepUp(p, harmonic);
    }
}
