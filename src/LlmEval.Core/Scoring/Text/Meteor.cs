using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>
/// METEOR (Lavie and Agarwal 2007) with its first two stages, equal words and equal stems, as NLTK aligns them, 0 to 1. NLTK's third stage needs
/// WordNet; scores equal NLTK's where no synonym is found. Of several references the best.
/// </summary>
public static class Meteor
{
    /// <summary>The score of one answer.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static double ExactStem(string hypothesis, IReadOnlyList<string> references, MeteorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        options ??= new MeteorOptions();
        return new MeteorReference(references, options).Compare(hypothesis);
    }

    /// <summary>The score of an answer that is cut into tokens already.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static double ExactStem(IReadOnlyList<string> hypothesis, IReadOnlyList<IReadOnlyList<string>> references, MeteorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) { throw new ArgumentException("At least one reference is needed.", nameof(references)); }

        MeteorWords own = new(hypothesis);
        return references.Max(r => new MeteorWords(r).Score(own, options ?? new MeteorOptions()));
    }
}
