namespace LlmEval.Statistics;

/// <summary>
/// The chance that all of k samples pass, from n samples of which c passed, without bias; <c>(c / n)^k</c> is too high. Source: Yao et al., "tau-bench" (arXiv 2406.12045, 2024), section 3.
/// </summary>
public static class PassHatK
{
    /// <summary><c>C(c, k) / C(n, k)</c>.</summary>
    /// <param name="samples">n, at least <paramref name="k"/>.</param>
    /// <param name="passed">c, 0 to n.</param>
    /// <param name="k">At least 1.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range: fewer samples than k say nothing of k.</exception>
    public static double Estimate(int samples, int passed, int k) => All(samples, passed, k);

    /// <summary>The share of choices of k out of n that lie wholly among the c.</summary>
    internal static double All(int samples, int passed, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, k);
        ArgumentOutOfRangeException.ThrowIfNegative(passed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passed, samples);
        double share = 1;
        for (int i = 0; i < k && share > 0; i++) { share *= Math.Max(0, passed - i) / ((double)samples - i); }

        return share;
    }
}
