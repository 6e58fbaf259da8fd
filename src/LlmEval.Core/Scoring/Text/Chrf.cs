namespace LlmEval.Scoring.Text;

/// <summary>
/// chrF (Popović 2015) and chrF++ (Popović 2017) as sacrebleu 2.6 defines them, on its scale from 0 to 100: F-beta of n-grams of code points
/// and, for chrF++, of words; of several references the best one.
/// </summary>
public static class Chrf
{
    /// <summary>The score of one answer.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static double Sentence(string hypothesis, IReadOnlyList<string> references, ChrfOptions? options = null)
    {
        options ??= new ChrfOptions();
        return Statistics(hypothesis, references, options).Score(options);
    }

    /// <summary>What one answer adds to the score of a corpus: add up the statistics of all, then score once.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static ChrfStatistics Statistics(string hypothesis, IReadOnlyList<string> references, ChrfOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        using ChrfReference reference = new(references, options ?? new ChrfOptions());
        return reference.Compare(hypothesis);
    }

    /// <summary>The score of a corpus: an answer and its references at each place.</summary>
    /// <exception cref="ArgumentException">The lists differ in length, or an answer has no reference.</exception>
    public static double Corpus(IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> references, ChrfOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypotheses);
        ArgumentNullException.ThrowIfNull(references);
        if (hypotheses.Count != references.Count) { throw new ArgumentException("Each answer needs its references.", nameof(references)); }

        options ??= new ChrfOptions();
        ChrfStatistics sum = new(options.CharOrder + options.WordOrder);
        for (int i = 0; i < hypotheses.Count; i++) { sum.Add(Statistics(hypotheses[i], references[i], options)); }

        return sum.Score(options);
    }
}
