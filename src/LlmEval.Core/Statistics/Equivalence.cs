namespace LlmEval.Statistics;

/// <summary>
/// Two one-sided tests (TOST). Source: Schuirmann, "A comparison of the two one-sided tests procedure and the power approach", J. Pharmacokinet. Biopharm. 15 (1987).
/// </summary>
public static class Equivalence
{
    /// <summary>
    /// The p-value of "the mean lies outside of ±margin": the larger of those of the two one-sided tests. At most alpha means the same as a two-sided
    /// interval of 1 - 2 alpha that lies within the margin.
    /// </summary>
    /// <param name="test">The differences, tested.</param>
    /// <param name="margin">The largest difference that does not matter; above 0, in the unit of the differences.</param>
    /// <returns>0 to 1. Without any spread it is 0 where the mean lies within the margin and else 1.</returns>
    public static double PValue(PairedTResult test, double margin)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(margin);
        if (test.StandardError == 0) { return Math.Abs(test.Mean) < margin ? 0 : 1; }

        double below = StudentsT.Cdf(-(test.Mean + margin) / test.StandardError, test.DegreesOfFreedom);
        double above = StudentsT.Cdf((test.Mean - margin) / test.StandardError, test.DegreesOfFreedom);
        return Math.Max(below, above);
    }
}
