namespace LlmEval.Gating.Budgets;

/// <summary>A quantile over the values of all samples of some cases, by nearest rank, also when cases count several times.</summary>
internal sealed class SampleQuantile
{
    private readonly double[] _values;
    private readonly int[] _cases;
    private readonly double _share;

    /// <summary>Sorts the values.</summary>
    /// <param name="samples">The values of each case.</param>
    /// <param name="share">The share of values that are at most the quantile, above 0 and at most 1.</param>
    public SampleQuantile(IReadOnlyList<IReadOnlyList<double>> samples, double share)
    {
        int count = samples.Sum(s => s.Count);
        (_values, _cases, _share) = (new double[count], new int[count], share);
        int next = 0;
        for (int c = 0; c < samples.Count; c++)
        {
            foreach (double value in samples[c]) { (_values[next], _cases[next++]) = (value, c); }
        }

        Array.Sort(_values, _cases);
    }

    /// <summary>Of every case once.</summary>
    public double Value => _values[Rank(_values.Length)];

    /// <summary>When each case counts so often; not a number when none of them has a value.</summary>
    public double Of(int[] counts)
    {
        int total = 0;
        foreach (int owner in _cases) { total += counts[owner]; }

        if (total == 0) { return double.NaN; }

        int rank = Rank(total), seen = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            seen += counts[_cases[i]];
            if (seen > rank) { return _values[i]; }
        }

        return _values[^1];
    }

    private int Rank(int count) => Math.Max(0, (int)Math.Ceiling((_share * count) - 1e-9) - 1);
}
