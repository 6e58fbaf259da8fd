namespace LlmEval.Scoring.Bias;

/// <summary>
/// How differently groups are decided on. Definitions as in fairlearn: the largest rate of a group minus the smallest. A rate without a denominator (a group in which nothing should have been
/// positive has no true positive rate) is left out, where fairlearn takes it for 0.
/// </summary>
public static class GroupFairness
{
    /// <summary>Difference of the selection rates, 0 to 1; NaN with fewer than two groups. Source: demographic parity, as fairlearn's <c>demographic_parity_difference</c>.</summary>
    public static double DemographicParityDifference(IEnumerable<GroupRates> groups) => Spread(groups.Select(g => g.SelectionRate));

    /// <summary>The smallest selection rate divided by the largest, 0 to 1; NaN with fewer than two groups, 1 when no group has a positive decision. Source: fairlearn's <c>demographic_parity_ratio</c>.</summary>
    public static double DemographicParityRatio(IEnumerable<GroupRates> groups)
    {
        double[] rates = [.. groups.Select(g => g.SelectionRate).Where(double.IsFinite)];
        return rates.Length < 2 ? double.NaN : rates.Max() == 0 ? 1 : rates.Min() / rates.Max();
    }

    /// <summary>
    /// The larger of the differences of true positive and of false positive rates, 0 to 1; NaN where neither exists for two groups. Source: Hardt et al. 2016, as fairlearn's
    /// <c>equalized_odds_difference</c>.
    /// </summary>
    public static double EqualizedOddsDifference(IEnumerable<GroupRates> groups)
    {
        GroupRates[] all = [.. groups];
        double positive = Spread(all.Select(g => g.TruePositiveRate)), negative = Spread(all.Select(g => g.FalsePositiveRate));
        return double.IsNaN(positive) ? negative : double.IsNaN(negative) ? positive : Math.Max(positive, negative);
    }

    private static double Spread(IEnumerable<double> rates)
    {
        double[] known = [.. rates.Where(double.IsFinite)];
        return known.Length < 2 ? double.NaN : known.Max() - known.Min();
    }
}
