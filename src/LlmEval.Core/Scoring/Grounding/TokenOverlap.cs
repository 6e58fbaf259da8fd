using System.Buffers;

namespace LlmEval.Scoring.Grounding;

/// <summary>F1 over the words of two texts, normalised as by SQuAD's script: lower case, without ASCII punctuation and English articles.</summary>
internal static class TokenOverlap
{
    private static readonly SearchValues<char> s_punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>The words.</summary>
    public static List<string> Words(string text)
    {
        string plain = string.Concat(text.ToLowerInvariant().Where(c => !s_punctuation.Contains(c)));
        return [.. plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("a" or "an" or "the"))];
    }

    /// <summary>The harmonic mean of precision and recall, 0 to 1; without words on a side whether both have none.</summary>
    public static double F1(List<string> one, List<string> other)
    {
        if (one.Count == 0 || other.Count == 0) { return one.Count == other.Count ? 1 : 0; }

        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string word in one) { counts[word] = counts.GetValueOrDefault(word) + 1; }

        int common = 0;
        foreach (string word in other)
        {
            if (counts.TryGetValue(word, out int count) && count > 0)
            {
                counts[word] = count - 1;
                common++;
            }
        }

        return 2.0 * common / (one.Count + other.Count);
    }
}
