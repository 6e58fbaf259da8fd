namespace LlmEval.Scoring.Text;

/// <summary>
/// Translation edit rate (Snover et al. 2006) as sacrebleu 2.6 defines it: insertions, deletions, substitutions and shifts of runs of words that turn
/// an answer into its closest reference, for each 100 words of the mean reference length. Lower is better.
/// </summary>
public static class Ter
{
    /// <summary>The score of one answer.</summary>
    /// <exception cref="ArgumentException">There is no reference, or the texts are too long to compare.</exception>
    public static double Sentence(string hypothesis, IReadOnlyList<string> references, TerOptions? options = null) =>
        Statistics(hypothesis, references, options).Score;

    /// <summary>What one answer adds to the score of a corpus.</summary>
    /// <exception cref="ArgumentException">There is no reference, or the texts are too long to compare.</exception>
    public static TerStatistics Statistics(string hypothesis, IReadOnlyList<string> references, TerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        using TerReference reference = new(references, options ?? new TerOptions());
        return reference.Compare(hypothesis, CancellationToken.None) ?? throw new ArgumentException("The texts are too long to compare.", nameof(hypothesis));
    }

    /// <summary>The score of a corpus: an answer and its references at each place.</summary>
    /// <exception cref="ArgumentException">The lists differ in length, an answer has no reference, or texts are too long to compare.</exception>
    public static double Corpus(IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> references, TerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypotheses);
        ArgumentNullException.ThrowIfNull(references);
        if (hypotheses.Count != references.Count) { throw new ArgumentException("Each answer needs its references.", nameof(references)); }

        TerStatistics sum = default;
        for (int i = 0; i < hypotheses.Count; i++) { sum += Statistics(hypotheses[i], references[i], options); }

        return sum.Score;
    }
}
