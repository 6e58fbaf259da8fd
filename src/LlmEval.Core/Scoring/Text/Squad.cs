namespace LlmEval.Scoring.Text;

/// <summary>
/// Exact match and token F1 of the SQuAD 2.0 script: lower case, ASCII punctuation and the articles a, an, the left out, white space collapsed.
/// Where one side has no words left, F1 is whether both have none. Of several references the best.
/// </summary>
public static class Squad
{
    /// <summary>Whether an answer is, normalised, one of the references.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static bool ExactMatch(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        using SquadReference reference = new(references);
        return reference.IsExact(prediction);
    }

    /// <summary>The harmonic mean of precision and recall of the words, 0 to 1.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static double F1(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        using SquadReference reference = new(references);
        return reference.F1(prediction);
    }

    /// <summary>The text that is compared.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using Tokenizers.TokenList tokens = Tokenizers.SquadTokenizer.Tokenize(text);
        string[] words = new string[tokens.Count];
        for (int i = 0; i < words.Length; i++) { words[i] = tokens[i].ToString(); }

        return string.Join(' ', words);
    }
}
