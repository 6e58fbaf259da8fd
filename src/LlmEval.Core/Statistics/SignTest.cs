namespace LlmEval.Statistics;

/// <summary>
/// The sign test of paired differences: as many fall as rise when nothing changed. Source: Arbuthnott (1710); Dixon and Mood, J. Amer. Statist. Assoc. 41 (1946).
/// It is <see cref="McNemarExact"/> on the signs. Equal to <c>scipy.stats.binomtest</c> of the signs that are not 0.
/// </summary>
public static class SignTest
{
    /// <summary>One-sided p-value of "the differences lie below 0". 1 without a difference that is not 0.</summary>
    /// <param name="differences">Numbers; infinities have a sign as others do.</param>
    /// <exception cref="ArgumentException">A difference is NaN.</exception>
    public static double PLess(ReadOnlySpan<double> differences)
    {
        (int below, int above) = Signs(differences);
        return McNemarExact.Worse(below, above);
    }

    /// <summary>Two-sided p-value: twice the smaller tail, at most 1.</summary>
    /// <inheritdoc cref="PLess" path="/param"/>
    /// <inheritdoc cref="PLess" path="/exception"/>
    public static double PTwoSided(ReadOnlySpan<double> differences)
    {
        (int below, int above) = Signs(differences);
        return McNemarExact.TwoSided(below, above);
    }

    private static (int Below, int Above) Signs(ReadOnlySpan<double> differences)
    {
        int below = 0, above = 0;
        foreach (double d in differences)
        {
            if (double.IsNaN(d)) { throw new ArgumentException("Not a number.", nameof(differences)); }

            if (d < 0) { below++; }
            else if (d > 0) { above++; }
        }

        return (below, above);
    }
}
