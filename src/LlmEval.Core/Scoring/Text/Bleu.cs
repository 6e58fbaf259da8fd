using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>
/// BLEU (Papineni et al. 2002) as sacrebleu 2.6 defines it, on its scale from 0 to 100: clipped n-gram precisions over all references, the
/// brevity penalty against the closest reference length (of two equally close, the shorter). No match at all is 0 before any smoothing.
/// </summary>
public static class Bleu
{
    /// <summary>The score of one answer. Sentences should keep <see cref="BleuOptions.EffectiveOrder"/>.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static BleuScore Sentence(string hypothesis, IReadOnlyList<string> references, BleuOptions? options = null)
    {
        options ??= new BleuOptions();
        return Statistics(hypothesis, references, options).Score(options);
    }

    /// <summary>What one answer adds to the score of a corpus: add up the statistics of all, then score once.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static BleuStatistics Statistics(string hypothesis, IReadOnlyList<string> references, BleuOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        using BleuReference reference = new(references, options ?? new BleuOptions());
        return reference.Compare(hypothesis);
    }

    /// <summary>The score of a corpus: an answer and its references at each place.</summary>
    /// <exception cref="ArgumentException">The lists differ in length, or an answer has no reference.</exception>
    public static BleuScore Corpus(IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> references, BleuOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypotheses);
        ArgumentNullException.ThrowIfNull(references);
        if (hypotheses.Count != references.Count) { throw new ArgumentException("Each answer needs its references.", nameof(references)); }

        // A corpus has n-grams of every order but where it is tiny, and sacrebleu does not shorten the order for it.
        options ??= new BleuOptions { EffectiveOrder = false };
        BleuStatistics sum = new(options.MaxOrder);
        for (int i = 0; i < hypotheses.Count; i++) { sum.Add(Statistics(hypotheses[i], references[i], options)); }

        return sum.Score(options);
    }
}
