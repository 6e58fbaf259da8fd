namespace LlmEval.Statistics;

/// <summary>
/// Student's t on paired differences. Source: Student, "The Probable Error of a Mean", Biometrika 6 (1908); the standard error
/// is <c>s_d / sqrt(N)</c> with N - 1 in the variance, the tail is that of t with N - 1 degrees of freedom.
/// Equal to <c>scipy.stats.ttest_rel</c> where the differences vary. With clusters the standard error is that of Miller (2024), "Adding Error Bars to Evals",
/// appendix A, with the factor <c>G / (G - 1)</c> of small numbers of clusters, and t has G - 1 degrees of freedom; clusters of one give the plain test.
/// </summary>
public static class PairedT
{
    /// <summary>
    /// Tests the differences (candidate minus baseline, one a case). When all are equal there is no spread to measure a mean
    /// against: a difference of 0 then gives t = 0, p = 1 and the interval [0, 0]; any other gives an infinite t, p of 0 or 1 and
    /// the interval [mean, mean].
    /// </summary>
    /// <param name="differences">Finite numbers.</param>
    /// <returns>The test, or null with fewer than two differences: one difference has no spread.</returns>
    /// <exception cref="ArgumentException">A difference is not finite.</exception>
    public static PairedTResult? Test(ReadOnlySpan<double> differences)
    {
        int n = differences.Length;
        if (n < 2) { return null; }

        bool constant = true;
        double sum = 0;
        foreach (double d in differences)
        {
            sum += d;
            constant &= d == differences[0];
        }

        if (!double.IsFinite(sum)) { throw new ArgumentException("A difference is a finite number.", nameof(differences)); }

        double mean = constant ? differences[0] : sum / n;
        double squares = 0, residue = 0;
        foreach (double d in differences)
        {
            double deviation = d - mean;
            squares += deviation * deviation;
            residue += deviation;
        }

        // The second term removes the rounding of the mean (Chan, Golub and LeVeque 1983, "corrected two-pass").
        double variance = Math.Max(0, squares - residue * residue / n) / (n - 1);
        return Of(n, mean, constant ? 0 : Math.Sqrt(variance / n), n - 1);
    }

    /// <summary>Tests differences of which some belong together: paraphrases of one text, turns of one conversation.</summary>
    /// <param name="differences">Finite numbers.</param>
    /// <param name="clusters">The cluster of each, as long as <paramref name="differences"/>.</param>
    /// <returns>The test, or null with fewer than two clusters.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a difference is not finite.</exception>
    public static PairedTResult? Test(ReadOnlySpan<double> differences, ReadOnlySpan<int> clusters)
    {
        int n = differences.Length;
        bool constant = true;
        double sum = 0;
        foreach (double d in differences)
        {
            sum += d;
            constant &= d == differences[0];
        }

        if (!double.IsFinite(sum)) { throw new ArgumentException("A difference is a finite number.", nameof(differences)); }

        double mean = n == 0 ? 0 : constant ? differences[0] : sum / n;
        double[] sums = ClusterSums.Of(differences, clusters, mean);
        int groups = sums.Length;
        if (groups < 2) { return null; }

        double squares = 0;
        foreach (double s in sums) { squares += s * s; }

        return Of(n, mean, constant ? 0 : Math.Sqrt(squares * groups / (groups - 1)) / n, groups - 1);
    }

    private static PairedTResult Of(int n, double mean, double error, int freedom)
    {
        if (error == 0)
        {
            double sign = Math.Sign(mean);
            return new PairedTResult(n, mean, 0, sign == 0 ? 0 : sign * double.PositiveInfinity, freedom,
                sign < 0 ? 0 : 1, sign > 0 ? 0 : 1, sign == 0 ? 1 : 0, mean, mean, mean);
        }

        double t = mean / error;
        double half = error * StudentsT.Quantile(0.975, freedom);
        double upper = mean + error * StudentsT.Quantile(0.95, freedom);
        double less = StudentsT.Cdf(t, freedom);
        double greater = StudentsT.Cdf(-t, freedom);
        double twoSided = Math.Min(1, 2 * Math.Min(less, greater));
        return new PairedTResult(n, mean, error, t, freedom, less, greater, twoSided, mean - half, mean + half, upper);
    }
}
