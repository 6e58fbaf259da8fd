using LlmEval.Statistics;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// How far two raters, a human and a judge, agree on the same items. Labels are numbers of categories, 0 to <c>categories - 1</c>, in their order.
/// </summary>
public sealed class Agreement
{
    private readonly long[,] _table;
    private readonly int _categories;

    /// <summary>Counts the pairs.</summary>
    /// <param name="first">Labels of the first rater (the human).</param>
    /// <param name="second">Labels of the second rater (the judge) for the same items.</param>
    /// <param name="categories">How many categories there are, 1 or more.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or a label is out of range.</exception>
    public Agreement(IReadOnlyList<int> first, IReadOnlyList<int> second, int categories)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 1);
        if (first.Count != second.Count) { throw new ArgumentException("The raters have labelled different numbers of items.", nameof(second)); }

        (_table, _categories, Count) = (new long[categories, categories], categories, first.Count);
        for (int i = 0; i < first.Count; i++)
        {
            if ((uint)first[i] >= (uint)categories || (uint)second[i] >= (uint)categories) { throw new ArgumentException($"The label of item {i} is out of range.", nameof(first)); }

            _table[first[i], second[i]]++;
        }
    }

    /// <summary>Items that both have labelled.</summary>
    public int Count { get; }

    /// <summary>Share of the items with the same label; NaN without items.</summary>
    public double Accuracy => (double)Equal / Count;

    private long Equal => Enumerable.Range(0, _categories).Sum(i => _table[i, i]);

    /// <summary>
    /// Cohen's kappa, (po - pe) / (1 - pe), with weights by the distance of places in the order (Cohen 1960, 1968). Null where it is not defined: without items, and
    /// when both raters give everything the same one label.
    /// </summary>
    public double? Kappa(AgreementWeights weights)
    {
        (double observed, double expected) = Disagreement(weights);
        return Count == 0 || expected == 0 ? null : 1 - (observed / expected);
    }

    /// <summary>
    /// The 95% interval of <see cref="Kappa"/>: asymptotic, by the variance of Fleiss, Cohen and Everitt (1969), cut to -1..1. That variance is 0 when all labels agree; then the
    /// lower end is the kappa at the lower end of the Wilson interval of the agreement, so that 5 labels do not prove a perfect judge.
    /// </summary>
    public (double Lower, double Upper)? KappaInterval(AgreementWeights weights)
    {
        if (Kappa(weights) is not { } kappa) { return null; }

        (_, double expectedDisagreement) = Disagreement(weights);
        double expected = 1 - expectedDisagreement;
        if (Equal == Count)
        {
            double lower = BinomialInterval.Wilson(Count, Count).Lower;
            return (Math.Max(-1, Math.Min(1, (lower - expected) / expectedDisagreement)), 1);
        }

        (double[] rows, double[] columns) = Margins();
        double[] meanOfRow = new double[_categories], meanOfColumn = new double[_categories];
        for (int i = 0; i < _categories; i++)
        {
            for (int j = 0; j < _categories; j++)
            {
                meanOfRow[i] += columns[j] * Weight(weights, i, j);
                meanOfColumn[i] += rows[j] * Weight(weights, j, i);
            }
        }

        double sum = 0;
        for (int i = 0; i < _categories; i++)
        {
            for (int j = 0; j < _categories; j++)
            {
                double term = Weight(weights, i, j) - ((meanOfRow[i] + meanOfColumn[j]) * (1 - kappa));
                sum += (double)_table[i, j] / Count * term * term;
            }
        }

        double centre = kappa - (expected * (1 - kappa));
        double variance = Math.Max(0, (sum - (centre * centre)) / (Count * expectedDisagreement * expectedDisagreement));
        double half = BinomialInterval.Z95 * Math.Sqrt(variance);
        return (Math.Max(-1, kappa - half), Math.Min(1, kappa + half));
    }

    /// <summary>
    /// Krippendorff's alpha, 1 - Do / De, over the coincidences of two raters without missing labels (Krippendorff 2011). <see cref="AgreementWeights.Linear"/> is his ordinal
    /// measure (by the labels given between the two), <see cref="AgreementWeights.Quadratic"/> his interval measure. Null where it is not defined: fewer than two labels
    /// in use, or no item.
    /// </summary>
    /// <param name="weights">The measure.</param>
    /// <param name="values">What the categories stand for on an interval scale; their places when null.</param>
    public double? Alpha(AgreementWeights weights, IReadOnlyList<double>? values = null)
    {
        double[] given = new double[_categories];
        for (int i = 0; i < _categories; i++)
        {
            for (int j = 0; j < _categories; j++) { given[i] += _table[i, j] + _table[j, i]; }
        }

        double observed = 0, expected = 0;
        for (int i = 0; i < _categories; i++)
        {
            for (int j = 0; j < _categories; j++)
            {
                double distance = Distance(weights, given, values, i, j);
                observed += (_table[i, j] + _table[j, i]) * distance;
                expected += given[i] * given[j] * distance;
            }
        }

        return expected == 0 ? null : 1 - (((2.0 * Count) - 1) * observed / expected);
    }

    /// <summary>Weighted disagreement that was seen, and that the margins alone would give; both 0 to 1.</summary>
    private (double Observed, double Expected) Disagreement(AgreementWeights weights)
    {
        (double[] rows, double[] columns) = Margins();
        double observed = 0, expected = 0;
        for (int i = 0; i < _categories; i++)
        {
            for (int j = 0; j < _categories; j++)
            {
                double far = 1 - Weight(weights, i, j);
                observed += far * _table[i, j] / Count;
                expected += far * rows[i] * columns[j];
            }
        }

        return (observed, expected);
    }

    private (double[] Rows, double[] Columns) Margins()
    {
        double[] rows = new double[_categories], columns = new double[_categories];
        for (int i = 0; i < _categories; i++)
        {
            for (int j = 0; j < _categories; j++)
            {
                rows[i] += (double)_table[i, j] / Count;
                columns[j] += (double)_table[i, j] / Count;
            }
        }

        return (rows, columns);
    }

    private double Weight(AgreementWeights weights, int i, int j)
    {
        if (i == j) { return 1; }

        double far = (double)Math.Abs(i - j) / (_categories - 1);
        return weights switch { AgreementWeights.Nominal => 0, AgreementWeights.Linear => 1 - far, _ => 1 - (far * far) };
    }

    private static double Distance(AgreementWeights weights, double[] given, IReadOnlyList<double>? values, int i, int j)
    {
        if (i == j) { return 0; }

        switch (weights)
        {
            case AgreementWeights.Nominal: return 1;
            case AgreementWeights.Linear:
                (int low, int high) = i < j ? (i, j) : (j, i);
                double between = -(given[low] + given[high]) / 2;
                for (int c = low; c <= high; c++) { between += given[c]; }

                return between * between;
            default:
                double far = values is null ? i - j : values[i] - values[j];
                return far * far;
        }
    }
}
