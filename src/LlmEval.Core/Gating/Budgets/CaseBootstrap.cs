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
    private ulong _state;

    public CaseBootstrap(int cases) => (_cases, _counts) = (cases, new int[cases]);

    private int Replications => (int)Math.Clamp(Work / Math.Max(1, _cases), Least, Most);

    /// <summary>Lower and upper quantile of a statistic over resamples.</summary>
    /// <param name="statistic">Gives it, when each case counts so often.</param>
    /// <param name="lower">The share below the lower end.</param>
    /// <param name="upper">The share below the upper end.</param>
    public (double Lower, double Upper) Interval(Func<int[], double> statistic, double lower, double upper)
    {
        _state = Seed;
        double[] values = new double[Replications];
        for (int r = 0; r < values.Length; r++)
        {
            Array.Clear(_counts);
            for (int i = 0; i < _cases; i++) { _counts[Next()]++; }

            values[r] = statistic(_counts);
        }

        Array.Sort(values);
        return (At(values, lower), At(values, upper));
    }

    /// <summary>The value at a rank, 0 to 1, between the two nearest ones.</summary>
    private static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>A case by chance: SplitMix64 (Steele, Lea, Flood 2014), scaled without a division.</summary>
    private int Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)Math.BigMul(z ^ (z >> 31), (ulong)_cases, out _);
    }
}
