using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text.NGrams;

/// <summary>The n-grams of words of references.</summary>
internal static class WordGrams
{
    /// <summary>Numbers the references' words and counts their n-grams.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static (WordTable Words, ReferenceGrams Grams) Of(IReadOnlyList<string> references, int maxOrder, Func<string, TokenList> tokenize)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) { throw new ArgumentException("At least one reference is needed.", nameof(references)); }

        WordTable? words = null;
        ReferenceGrams? grams = null;
        foreach (string reference in references)
        {
            using TokenList tokens = tokenize(reference);
            words ??= new WordTable(tokens.Count);
            grams ??= new ReferenceGrams(maxOrder, tokens.Count);
            int[] ids = words.AddAll(tokens);
            grams.Add(ids.AsSpan(0, tokens.Count));
            Pooled.GiveBack(ids);
        }

        return (words!, grams!);
    }
}
