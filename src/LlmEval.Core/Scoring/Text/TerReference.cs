using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of TER, cut once. Comparing is safe from several threads.</summary>
internal sealed class TerReference : IDisposable
{
    private readonly TerOptions _options;
    private readonly WordTable _words = new(32);
    private readonly List<int[]> _references = [];

    public TerReference(IReadOnlyList<string> references, TerOptions options)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) { throw new ArgumentException("At least one reference is needed.", nameof(references)); }

        _options = options;
        foreach (string reference in references)
        {
            using TokenList tokens = TercomTokenizer.TokenizeReference(reference, options);
            int[] ids = new int[tokens.Count];
            for (int i = 0; i < ids.Length; i++) { ids[i] = _words.Add(tokens[i]); }

            _references.Add(ids);
        }
    }

    public bool IsEmpty => _references.All(static r => r.Length == 0);

    /// <summary>The counts; null when the texts are too long to compare.</summary>
    public TerStatistics? Compare(string hypothesis, CancellationToken cancellationToken)
    {
        using TokenList tokens = TercomTokenizer.Tokenize(hypothesis, _options);
        int[] own = new int[tokens.Count];
        // Words that no reference has are all alike: they match nothing.
        for (int i = 0; i < own.Length; i++) { own[i] = _words.Find(tokens[i]); }

        long best = long.MaxValue, lengths = 0;
        foreach (int[] reference in _references)
        {
            if (TerEdits.AreTooLong(own.Length, reference.Length)) { return null; }

            best = Math.Min(best, TerEdits.Count(own, reference, cancellationToken));
            lengths += reference.Length;
        }

        return new TerStatistics(best, (double)lengths / _references.Count);
    }

    public void Dispose() => _words.Dispose();
}
