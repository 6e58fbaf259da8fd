using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The words of a text for METEOR: in lower case, and their stems once they are asked for.</summary>
internal sealed class MeteorWords
{
    private readonly string[] _words;
    private readonly string?[] _stems;

    public MeteorWords(IReadOnlyList<string> tokens)
    {
        _words = new string[tokens.Count];
        for (int i = 0; i < _words.Length; i++) { _words[i] = PythonText.Lower(tokens[i]); }

        _stems = new string?[_words.Length];
    }

    public int Count => _words.Length;

    /// <summary>The score of a hypothesis against this reference.</summary>
    public double Score(MeteorWords hypothesis, MeteorOptions options)
    {
        if (Count == 0 || hypothesis.Count == 0) { return 0; }

        int[] partners = new int[hypothesis.Count];
        partners.AsSpan().Fill(-1);
        bool[] taken = new bool[Count];
        int matches = Align(hypothesis, partners, taken, static (words, i) => words._words[i]);
        if (matches < Math.Min(Count, hypothesis.Count)) { matches += Align(hypothesis, partners, taken, static (words, i) => words.Stem(i)); }

        if (matches == 0) { return 0; }

        double precision = (double)matches / hypothesis.Count;
        double recall = (double)matches / Count;
        double mean = precision * recall / ((options.Alpha * precision) + ((1 - options.Alpha) * recall));
        double penalty = options.Gamma * Math.Pow((double)Chunks(partners) / matches, options.Beta);
        return (1 - penalty) * mean;
    }

    // From the last word on, each takes the last equal word that is still free. That is NLTK's greedy alignment, not the one with fewest crossings.
    private int Align(MeteorWords hypothesis, int[] partners, bool[] taken, Func<MeteorWords, int, string> key)
    {
        Dictionary<string, int> last = new(Count, StringComparer.Ordinal);
        int[] previous = new int[Count];
        for (int j = 0; j < Count; j++)
        {
            if (taken[j]) { continue; }

            string word = key(this, j);
            previous[j] = last.GetValueOrDefault(word, -1);
            last[word] = j;
        }

        int matches = 0;
        for (int i = hypothesis.Count - 1; i >= 0; i--)
        {
            if (partners[i] >= 0 || !last.TryGetValue(key(hypothesis, i), out int j) || j < 0) { continue; }

            last[key(hypothesis, i)] = previous[j];
            partners[i] = j;
            taken[j] = true;
            matches++;
        }

        return matches;
    }

    private static int Chunks(int[] partners)
    {
        int chunks = 0;
        for (int i = 0; i < partners.Length; i++)
        {
            if (partners[i] >= 0 && (i == 0 || partners[i - 1] < 0 || partners[i - 1] + 1 != partners[i])) { chunks++; }
        }

        return chunks;
    }

    // Two threads may both compute it; they get the same.
    private string Stem(int index) => _stems[index] ??= PorterStemmer.Stem(_words[index]);
}
