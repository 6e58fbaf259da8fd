using MathNet.Numerics;

namespace LlmEval.Statistics;

/// <summary>
/// McNemar's test on pairs of pass and fail, exact: given that a pair differs, a loss is a fair coin when nothing changed.
/// Source: McNemar, Psychometrika 12 (1947); the exact form is the binomial (sign) test on the discordant pairs.
/// Equal to <c>scipy.stats.binom.cdf(wins, losses + wins, 0.5)</c> and to statsmodels' <c>mcnemar(exact=True)</c>.
/// </summary>
public static class McNemarExact
{
    /// <summary>One-sided p-value of "the candidate is worse": P(Bin(losses + wins, 1/2) &lt;= wins). 1 without discordant pairs.</summary>
    /// <param name="losses">Pairs that passed before and fail now, 0 or more.</param>
    /// <param name="wins">Pairs that failed before and pass now, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double Worse(int losses, int wins)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        ArgumentOutOfRangeException.ThrowIfNegative(wins);

        // The binomial tail as a regularised incomplete beta function: stable for any number of pairs.
        return losses == 0 ? 1 : Math.Clamp(SpecialFunctions.BetaRegularized(losses, wins + 1.0, 0.5), 0, 1);
    }

    /// <summary>Two-sided p-value: twice the smaller tail, at most 1.</summary>
    /// <inheritdoc cref="Worse" path="/param"/>
    /// <inheritdoc cref="Worse" path="/exception"/>
    public static double TwoSided(int losses, int wins) =>
        Math.Min(1, 2 * Worse(Math.Max(losses, wins), Math.Min(losses, wins)));

    /// <summary>One-sided mid-p: half the chance of just what was seen counts. Less cautious, not exact. 1/2 without discordant pairs. Source: Lancaster, J. Amer. Statist. Assoc. 56 (1961).</summary>
    /// <inheritdoc cref="Worse" path="/param"/>
    /// <inheritdoc cref="Worse" path="/exception"/>
    public static double WorseMidP(int losses, int wins) => (Worse(losses, wins) + (wins == 0 ? 0 : Worse(losses + 1, wins - 1))) / 2;
}
