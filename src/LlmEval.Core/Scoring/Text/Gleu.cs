using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>
/// Google's BLEU (Wu et al. 2016) as NLTK and Hugging Face's google_bleu define it, 0 to 1: matches among all n-grams of the orders, divided by
/// the larger of the two totals; of several references the best. Nothing on either side is 0.
/// </summary>
public static class Gleu
{
    /// <summary>The score of one answer.</summary>
    /// <param name="hypothesis">The answer.</param>
    /// <param name="references">What it is compared with.</param>
    /// <param name="minOrder">The shortest n-gram, at least 1.</param>
    /// <param name="maxOrder">The longest n-gram.</param>
    /// <param name="tokenization">How texts are cut into tokens.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The orders are not 1 or more, or in the wrong order.</exception>
    public static double Sentence(
        string hypothesis, IReadOnlyList<string> references, int minOrder = 1, int maxOrder = 4, Tokenization tokenization = Tokenization.Mteval13a)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentOutOfRangeException.ThrowIfLessThan(minOrder, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxOrder, minOrder);
        using GleuReference reference = new(references, minOrder, maxOrder, tokenization);
        return reference.Compare(hypothesis);
    }
}
