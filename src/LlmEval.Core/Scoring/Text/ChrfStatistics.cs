namespace LlmEval.Scoring.Text;

/// <summary>What chrF is computed from; a corpus's is the sum of its answers'. Not safe to change from several threads.</summary>
public sealed class ChrfStatistics
{
    private const double Epsilon = 1e-16;
    private readonly long[] _counts;

    /// <summary>Creates an empty one.</summary>
    /// <param name="orders">How many orders of n-grams there are, of code points and of words together; at least 1.</param>
    public ChrfStatistics(int orders)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(orders, 1);
        _counts = new long[3 * orders];
    }

    /// <summary>Adds another's counts.</summary>
    /// <exception cref="ArgumentException">It has another number of orders.</exception>
    public void Add(ChrfStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._counts.Length != _counts.Length) { throw new ArgumentException("The orders differ.", nameof(other)); }

        for (int i = 0; i < _counts.Length; i++) { _counts[i] += other._counts[i]; }
    }

    /// <summary>The score, 0 to 100.</summary>
    /// <param name="options">Beta and smoothing; the rest was decided when the counts were taken.</param>
    public double Score(ChrfOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double factor = options.Beta * options.Beta;
        double sum = 0, precisions = 0, recalls = 0;
        int orders = 0;
        for (int i = 0; i < _counts.Length; i += 3)
        {
            (long own, long others, long matches) = (_counts[i], _counts[i + 1], _counts[i + 2]);
            double precision = own > 0 ? (double)matches / own : Epsilon;
            double recall = others > 0 ? (double)matches / others : Epsilon;
            double weighted = (factor * precision) + recall;
            sum += weighted > 0 ? (1 + factor) * precision * recall / weighted : Epsilon;
            if (own == 0 || others == 0) { continue; }

            precisions += precision;
            recalls += recall;
            orders++;
        }

        if (options.EpsSmoothing) { return 100 * sum / (_counts.Length / 3); }

        if (precisions + recalls == 0) { return 0; }

        precisions /= orders;
        recalls /= orders;
        return 100 * ((1 + factor) * precisions * recalls / ((factor * precisions) + recalls));
    }

    /// <summary>Sets the counts of an order, from 0.</summary>
    internal void Set(int order, long own, long others, long matches) =>
        (_counts[3 * order], _counts[(3 * order) + 1], _counts[(3 * order) + 2]) = (own, others, matches);
}
