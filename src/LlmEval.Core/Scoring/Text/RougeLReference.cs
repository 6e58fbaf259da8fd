using System.Buffers;
using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of ROUGE-L and ROUGE-Lsum, cut once. Comparing is safe from several threads.</summary>
internal sealed class RougeLReference : IDisposable
{
    private readonly bool _stem;
    private readonly bool _sentences;
    private readonly WordTable _words = new(32);
    private readonly List<RougeText> _references = [];

    /// <param name="references">The references.</param>
    /// <param name="stem">Whether words are stemmed.</param>
    /// <param name="sentences">Whether lines are compared each by itself: Lsum.</param>
    public RougeLReference(IReadOnlyList<string> references, bool stem, bool sentences)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) { throw new ArgumentException("At least one reference is needed.", nameof(references)); }

        (_stem, _sentences) = (stem, sentences);
        foreach (string reference in references) { _references.Add(RougeText.Of(reference, stem, sentences, _words, isReference: true)); }
    }

    public bool IsEmpty => _references.All(static r => r.Length == 0);

    /// <summary>The score; null when the texts are too long to compare.</summary>
    public RougeScore? Compare(string prediction, CancellationToken cancellationToken)
    {
        using RougeText own = RougeText.Of(prediction, _stem, _sentences, _words, isReference: false);
        RougeScore? best = null;
        foreach (RougeText reference in _references)
        {
            if (_sentences && (long)reference.Length * own.Length > CommonSubsequence.MostCells) { return null; }

            int? hits = _sentences
                ? Union(reference, own, cancellationToken)
                : CommonSubsequence.Length(own.Words, reference.Words, _words.Count, cancellationToken);
            if (hits is null) { return null; }

            RougeScore score = RougeScore.Of(hits.Value, own.Length, reference.Length);
            if (best is null || score.F > best.Value.F) { best = score; }
        }

        return best;
    }

    public void Dispose()
    {
        foreach (RougeText reference in _references) { reference.Dispose(); }

        _words.Dispose();
    }

    // Each word of the union counts as often as both texts have it, over all sentences together.
    private int Union(RougeText reference, RougeText own, CancellationToken cancellationToken)
    {
        int[] left = Pooled.RentCleared<int>(2 * _words.Count);
        Span<int> ofReference = left.AsSpan(0, _words.Count);
        Span<int> ofOwn = left.AsSpan(_words.Count, _words.Count);
        foreach (int word in reference.Words) { ofReference[word]++; }

        foreach (int word in own.Words)
        {
            if (word >= 0) { ofOwn[word]++; }
        }

        int hits = 0;
        bool[] rented = ArrayPool<bool>.Shared.Rent(reference.Length);
        for (int s = 0; s < reference.Sentences; s++)
        {
            ReadOnlySpan<int> sentence = reference.Sentence(s);
            Span<bool> marks = rented.AsSpan(0, sentence.Length);
            marks.Clear();
            for (int o = 0; o < own.Sentences; o++) { CommonSubsequence.Mark(sentence, own.Sentence(o), marks, cancellationToken); }

            for (int i = 0; i < sentence.Length; i++)
            {
                int word = sentence[i];
                if (!marks[i] || ofOwn[word] == 0 || ofReference[word] == 0) { continue; }

                hits++;
                ofOwn[word]--;
                ofReference[word]--;
            }
        }

        Pooled.GiveBack(rented);
        Pooled.GiveBack(left);
        return hits;
    }
}
