namespace LlmEval.Scoring.Text;

/// <summary>
/// ROUGE (Lin 2004) as Google's rouge_score defines it, 0 to 1: tokens are runs of <c>a-z</c> and <c>0-9</c> in lower case, optionally stemmed
/// (<see cref="PorterStemmer"/>). Text in other scripts has no tokens and scores 0. Of several references the one with the best F counts.
/// </summary>
public static class Rouge
{
    /// <summary>ROUGE-N: overlap of n-grams.</summary>
    /// <param name="prediction">The answer.</param>
    /// <param name="targets">What it is compared with.</param>
    /// <param name="n">1 for words, 2 for pairs, ...</param>
    /// <param name="stem">Whether words are stemmed.</param>
    /// <exception cref="ArgumentException">There is no target.</exception>
    public static RougeScore N(string prediction, IReadOnlyList<string> targets, int n, bool stem = false)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        using RougeNReference reference = new(targets, n, stem);
        return reference.Compare(prediction);
    }

    /// <summary>ROUGE-L: the longest common subsequence of the whole texts.</summary>
    /// <exception cref="ArgumentException">There is no target, or both texts are too long to compare.</exception>
    public static RougeScore L(string prediction, IReadOnlyList<string> targets, bool stem = false) =>
        Best(prediction, targets, stem, sentences: false);

    /// <summary>ROUGE-Lsum: for each line of the target the union of its longest common subsequences with the prediction's lines.</summary>
    /// <exception cref="ArgumentException">There is no target, or both texts are too long to compare.</exception>
    public static RougeScore Lsum(string prediction, IReadOnlyList<string> targets, bool stem = false) =>
        Best(prediction, targets, stem, sentences: true);

    private static RougeScore Best(string prediction, IReadOnlyList<string> targets, bool stem, bool sentences)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        using RougeLReference reference = new(targets, stem, sentences);
        return reference.Compare(prediction, CancellationToken.None) ?? throw new ArgumentException("The texts are too long to compare.", nameof(prediction));
    }
}
