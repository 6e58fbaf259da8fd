namespace LlmEval.Statistics;

/// <summary>
/// How much of the spread of paired differences lies between cases and how much within them. Source: Miller (arXiv 2411.00640, 2024), section 3; the estimate of
/// omega^2 is that of moments, cut at 0.
/// </summary>
/// <param name="Total">s_d^2: the variance of the observed differences, with N - 1.</param>
/// <param name="Between">omega^2: the variance over cases of the true difference; no number of samples lessens it.</param>
/// <param name="WithinBaseline">sigma_b^2: the mean variance of the samples of one case in the baseline.</param>
/// <param name="WithinCandidate">sigma_c^2: the same in the candidate.</param>
public sealed record VarianceSplit(double Total, double Between, double WithinBaseline, double WithinCandidate)
{
    /// <summary>Splits the variance of differences of means of k samples: <c>omega^2 = max(0, s_d^2 - sigma_b^2 / k_b - sigma_c^2 / k_c)</c>.</summary>
    /// <param name="differences">Candidate minus baseline, one a case; finite numbers.</param>
    /// <param name="baselineVariances">The variance of each case's samples in the baseline (k - 1 in it); NaN where a case has a single sample. The mean is taken over the others; without any it is 0.</param>
    /// <param name="baselineSamples">k_b, above 0; where cases differ the harmonic mean.</param>
    /// <param name="candidateVariances">The same of the candidate.</param>
    /// <param name="candidateSamples">k_c, above 0.</param>
    /// <returns>The split, or null with fewer than two differences.</returns>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static VarianceSplit? Of(
        ReadOnlySpan<double> differences, ReadOnlySpan<double> baselineVariances, double baselineSamples, ReadOnlySpan<double> candidateVariances, double candidateSamples)
    {
        if (!(baselineSamples > 0)) { throw new ArgumentOutOfRangeException(nameof(baselineSamples), baselineSamples, "Above 0."); }

        if (!(candidateSamples > 0)) { throw new ArgumentOutOfRangeException(nameof(candidateSamples), candidateSamples, "Above 0."); }

        double baseline = Mean(baselineVariances, nameof(baselineVariances)), candidate = Mean(candidateVariances, nameof(candidateVariances));
        double total = Variance(differences);
        if (double.IsNaN(total)) { return null; }

        if (!double.IsFinite(total)) { throw new ArgumentException("A difference is a finite number.", nameof(differences)); }

        return new VarianceSplit(total, Math.Max(0, total - (baseline / baselineSamples) - (candidate / candidateSamples)), baseline, candidate);
    }

    /// <summary>The variance of some values with n - 1 in it, NaN with fewer than two; infinite where one is not finite.</summary>
    /// <param name="values">Scores of one case, or differences over cases.</param>
    public static double Variance(ReadOnlySpan<double> values)
    {
        if (values.Length < 2) { return double.NaN; }

        double sum = 0, squares = 0, residue = 0;
        foreach (double v in values) { sum += v; }

        if (!double.IsFinite(sum)) { return double.PositiveInfinity; }

        double mean = sum / values.Length;
        foreach (double v in values)
        {
            squares += (v - mean) * (v - mean);
            residue += v - mean;
        }

        return Math.Max(0, squares - (residue * residue / values.Length)) / (values.Length - 1);
    }

    /// <summary>The standard error of the mean difference that a comparison would have.</summary>
    /// <param name="cases">N, above 0.</param>
    /// <param name="baselineSamples">k_b, above 0.</param>
    /// <param name="candidateSamples">k_c, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public double StandardError(double cases, double baselineSamples, double candidateSamples) =>
        Power.StandardError(cases, Between, WithinBaseline, baselineSamples, WithinCandidate, candidateSamples);

    /// <summary>Whether more than k samples a case lessen the error by much: what is left within is at least a quarter of what lies between.</summary>
    /// <param name="samples">k, above 0.</param>
    public bool MoreSamplesHelp(double samples) => Math.Max(WithinBaseline, WithinCandidate) / samples >= Between / 4 && Math.Max(WithinBaseline, WithinCandidate) > 0;

    private static double Mean(ReadOnlySpan<double> variances, string name)
    {
        double sum = 0;
        int count = 0;
        foreach (double v in variances)
        {
            if (double.IsNaN(v)) { continue; }

            if (!(v >= 0 && double.IsFinite(v))) { throw new ArgumentException("A variance is 0 or more and finite.", name); }

            sum += v;
            count++;
        }

        return count == 0 ? 0 : sum / count;
    }
}
