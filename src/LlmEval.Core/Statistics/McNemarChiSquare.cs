namespace LlmEval.Statistics;

/// <summary>
/// McNemar's test by its approximation, two-sided; for comparison with other tools, gates use <see cref="McNemarExact"/>.
/// Source: McNemar, Psychometrika 12 (1947); the correction is that of Edwards, Psychometrika 13 (1948). Equal to statsmodels' <c>mcnemar(exact=False)</c>.
/// </summary>
public static class McNemarChiSquare
{
    /// <summary>The statistic <c>(|losses - wins| - c)^2 / (losses + wins)</c> and its tail of chi-square with one degree of freedom; 0 and 1 without discordant pairs.</summary>
    /// <param name="losses">Pairs that passed before and fail now, 0 or more.</param>
    /// <param name="wins">Pairs that failed before and pass now, 0 or more.</param>
    /// <param name="corrected">Whether c, the correction for continuity, is 1 or 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static (double Statistic, double P) TwoSided(int losses, int wins, bool corrected = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        ArgumentOutOfRangeException.ThrowIfNegative(wins);
        double pairs = (double)losses + wins;
        if (pairs == 0) { return (0, 1); }

        double distance = Math.Abs((double)losses - wins) - (corrected ? 1 : 0), square = distance * distance / pairs;
        return (square, 2 * Normal.Upper(Math.Sqrt(square)));
    }
}
