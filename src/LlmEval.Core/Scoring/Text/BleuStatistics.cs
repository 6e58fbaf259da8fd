namespace LlmEval.Scoring.Text;

/// <summary>What BLEU is computed from; a corpus's is the sum of its answers'. Not safe to change from several threads.</summary>
public sealed class BleuStatistics
{
    private readonly long[] _matches;
    private readonly long[] _totals;

    /// <summary>Creates an empty one.</summary>
    /// <param name="maxOrder">The longest n-gram, at least 1.</param>
    public BleuStatistics(int maxOrder = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxOrder, 1);
        (_matches, _totals) = (new long[maxOrder], new long[maxOrder]);
    }

    /// <summary>For each order from 1, the n-grams of the answers that their references have.</summary>
    public IReadOnlyList<long> Matches => _matches;

    /// <summary>For each order from 1, the n-grams of the answers.</summary>
    public IReadOnlyList<long> Totals => _totals;

    /// <summary>Tokens of the answers.</summary>
    public long HypothesisLength { get; private set; }

    /// <summary>Tokens of the references closest in length.</summary>
    public long ReferenceLength { get; private set; }

    internal Span<long> MatchCounts => _matches;

    /// <summary>Adds another's counts.</summary>
    /// <exception cref="ArgumentException">It has another longest n-gram.</exception>
    public void Add(BleuStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._matches.Length != _matches.Length) { throw new ArgumentException("The longest n-grams differ.", nameof(other)); }

        for (int n = 0; n < _matches.Length; n++)
        {
            _matches[n] += other._matches[n];
            _totals[n] += other._totals[n];
        }

        HypothesisLength += other.HypothesisLength;
        ReferenceLength += other.ReferenceLength;
    }

    /// <summary>The score.</summary>
    /// <param name="options">Smoothing and effective order; tokenization and case were decided when the counts were taken.</param>
    public BleuScore Score(BleuOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double[] precisions = new double[_matches.Length];
        double brevity = HypothesisLength >= ReferenceLength ? 1
            : HypothesisLength == 0 ? 0
            : Math.Exp(1 - ((double)ReferenceLength / HypothesisLength));
        if (!_matches.AsSpan().ContainsAnyExcept(0L)) { return new BleuScore(0, precisions, brevity, this); }

        int order = _matches.Length;
        double zeros = 1;
        for (int n = 0; n < _matches.Length; n++)
        {
            double added = options.Smoothing == BleuSmoothing.AddK && n > 0 ? options.SmoothValue ?? 1 : 0;
            double matches = _matches[n] + added;
            double total = _totals[n] + added;
            if (total == 0) { break; }

            if (options.EffectiveOrder) { order = n + 1; }

            if (matches != 0) { precisions[n] = 100 * matches / total; }
            else if (options.Smoothing == BleuSmoothing.Exponential) { precisions[n] = 100 / ((zeros *= 2) * total); }
            else if (options.Smoothing == BleuSmoothing.Floor) { precisions[n] = 100 * (options.SmoothValue ?? 0.1) / total; }
        }

        double sum = 0;
        for (int n = 0; n < order; n++)
        {
            if (precisions[n] == 0) { return new BleuScore(0, precisions, brevity, this); }

            sum += Math.Log(precisions[n]);
        }

        return new BleuScore(brevity * Math.Exp(sum / order), precisions, brevity, this);
    }

    internal void SetLengths(int hypothesis, int reference)
    {
        (HypothesisLength, ReferenceLength) = (hypothesis, reference);
        for (int n = 0; n < _totals.Length; n++) { _totals[n] = NGrams.ReferenceGrams.Total(hypothesis, n + 1); }
    }
}
