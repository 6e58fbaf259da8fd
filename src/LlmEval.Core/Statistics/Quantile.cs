namespace LlmEval.Statistics;

/// <summary>
/// Quantiles of a sample, straight between its values. Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), definition 7.
/// Equal to <c>numpy.quantile</c>.
/// </summary>
public static class Quantile
{
    /// <summary>The value below which a share of the values lies.</summary>
    /// <param name="ascending">Values, ascending; at least one.</param>
    /// <param name="share">0 to 1; .5 is the median.</param>
    /// <exception cref="ArgumentException">There is no value, or the share is none.</exception>
    public static double Of(ReadOnlySpan<double> ascending, double share)
    {
        if (ascending.IsEmpty) { throw new ArgumentException("At least one value.", nameof(ascending)); }

        if (!(share >= 0 && share <= 1)) { throw new ArgumentOutOfRangeException(nameof(share), share, "A share is 0 to 1."); }

        double place = share * (ascending.Length - 1);
        int below = Math.Min((int)place, ascending.Length - 1), above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] == ascending[above] ? ascending[below] : ascending[below] + ((place - below) * (ascending[above] - ascending[below]));
    }
}
