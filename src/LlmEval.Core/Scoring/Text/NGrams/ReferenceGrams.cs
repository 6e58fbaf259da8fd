namespace LlmEval.Scoring.Text.NGrams;

/// <summary>
/// The n-grams of one or several references with their counts, made once for any number of hypotheses. A symbol is the number of a word or a
/// code point; -1 in a hypothesis stands for one that no reference has. Reading is safe from several threads.
/// </summary>
internal sealed class ReferenceGrams : IDisposable
{
    private readonly GramTable _grams;
    private readonly List<int> _lengths = [];
    private readonly List<int[]> _counts = [];
    private readonly List<int> _known = [];
    private int[] _most = [];

    /// <param name="maxOrder">Largest n.</param>
    /// <param name="capacity">Number of symbols that is expected.</param>
    public ReferenceGrams(int maxOrder, int capacity)
    {
        MaxOrder = maxOrder;
        _grams = new GramTable((int)Math.Min((long)capacity * Math.Max(maxOrder, 1), 1 << 24));
    }

    /// <summary>Largest n.</summary>
    public int MaxOrder { get; }

    /// <summary>The references' lengths in symbols.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>How many n-grams a text of some length has.</summary>
    public static int Total(int length, int order) => Math.Max(0, length - order + 1);

    /// <summary>Adds a reference.</summary>
    public void Add(ReadOnlySpan<int> symbols)
    {
        int[] counts = Pooled.RentCleared<int>(_grams.Count + symbols.Length);
        int cleared = counts.Length;
        counts.AsSpan().Clear();
        for (int start = 0; start < symbols.Length; start++)
        {
            int gram = GramTable.Root;
            int end = Math.Min(symbols.Length, start + MaxOrder);
            for (int i = start; i < end; i++)
            {
                gram = _grams.Add(gram, symbols[i]);
                if (gram >= cleared)
                {
                    Pooled.Grow(ref counts, cleared, gram + 1);
                    counts.AsSpan(cleared).Clear();
                    cleared = counts.Length;
                }

                counts[gram]++;
            }
        }

        _lengths.Add(symbols.Length);
        _counts.Add(counts);
        _known.Add(_grams.Count);
    }

    /// <summary>Ends the adding, and takes for each n-gram the most that any reference has, for <see cref="MatchMost"/>.</summary>
    public void Merge()
    {
        _most = Pooled.RentCleared<int>(_grams.Count);
        for (int r = 0; r < _counts.Count; r++)
        {
            ReadOnlySpan<int> counts = _counts[r].AsSpan(0, _known[r]);
            for (int gram = 0; gram < counts.Length; gram++) { _most[gram] = Math.Max(_most[gram], counts[gram]); }
        }
    }

    /// <summary>Counts the n-grams of a hypothesis that one reference has, each at most as often as there.</summary>
    /// <param name="hypothesis">Its symbols.</param>
    /// <param name="reference">Which reference.</param>
    /// <param name="matches">Where the numbers go, for each n from 1.</param>
    public void Match(ReadOnlySpan<int> hypothesis, int reference, Span<long> matches) =>
        Match(hypothesis, _counts[reference].AsSpan(0, _known[reference]), matches);

    /// <summary>The same against the most that any reference has.</summary>
    public void MatchMost(ReadOnlySpan<int> hypothesis, Span<long> matches) => Match(hypothesis, _most.AsSpan(0, _grams.Count), matches);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (int[] counts in _counts) { Pooled.GiveBack(counts); }

        _counts.Clear();
        Pooled.Return(ref _most);
        _grams.Dispose();
    }

    private void Match(ReadOnlySpan<int> hypothesis, ReadOnlySpan<int> counts, Span<long> matches)
    {
        int[] seen = Pooled.RentCleared<int>(counts.Length);
        for (int start = 0; start < hypothesis.Length; start++)
        {
            int gram = GramTable.Root;
            int end = Math.Min(hypothesis.Length, start + MaxOrder);
            for (int i = start; i < end; i++)
            {
                // What this reference does not have begins nothing that it has.
                if (hypothesis[i] < 0 || (gram = _grams.Find(gram, hypothesis[i])) == 0 || gram >= counts.Length || counts[gram] == 0) { break; }

                if (seen[gram]++ < counts[gram]) { matches[i - start]++; }
            }
        }

        Pooled.GiveBack(seen);
    }
}
