using LlmEval.Statistics;

namespace LlmEval.Gating.Budgets;

/// <summary>
/// Percentile bootstrap over cases (Efron, Tibshirani 1993, chapter 13): cases are drawn with replacement, all samples of a drawn case come with it. Seeded, so that the same numbers give the
/// same interval. Quantiles are by nearest rank.
/// </summary>
internal sealed class CaseBootstrap
{
    private const ulong Seed = 0x6C6C6D6576616C21;
    private const int Most = 2_000;

    /// <summary>Fewer of them over many cases: their quantile is sharp by itself, and the gate answers at once.</summary>
    private const int Least = 200;
    private const long Work = 20_000_000;

    private readonly int _cases;
    private readonly int[] _counts;

    public CaseBootstrap(int cases) => (_cases, _counts) = (cases, new int[cases]);

    private int Replications => (int)Math.Clamp(Work / Math.Max(1, _cases), Least, Most);

    /// <summary>Lower and upper quantile of a statistic over resamples.</summary>
    /// <param name="statistic">Gives it, when each case counts so often.</param>
    /// <param name="lower">The share below the lower end.</param>
    /// <param name="upper">The share below the upper end.</param>
    public (double Lower, double Upper) Interval(Func<int[], double> statistic, double lower, double upper)
    {
        double[] values = Resampled(statistic);
        Array.Sort(values);
        return (Quantile.Of(values, lower), Quantile.Of(values, upper));
    }

    /// <summary>Standard deviation of a statistic over resamples; infinite where one of them has no value.</summary>
    public double StandardError(Func<int[], double> statistic)
    {
        double[] values = Resampled(statistic);
        double mean = values.Average(), squares = values.Sum(v => (v - mean) * (v - mean));
        return double.IsNaN(squares) ? double.PositiveInfinity : Math.Sqrt(squares / (values.Length - 1));
    }

    private double[] Resampled(Func<int[], double> statistic)
    {
        SplitMix64 chance = new(Seed);
        double[] values = new double[Replications];
        for (int r = 0; r < values.Length; r++)
        {
            Array.Clear(_counts);
            for (int i = 0; i < _cases; i++) { _counts[chance.Below(_cases)]++; }

            values[r] = statistic(_counts);
        }

        return values;
    }
}
