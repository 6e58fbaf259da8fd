using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>
/// Porter's algorithm for suffix stripping (Porter 1980) with the changes and the irregular forms of NLTK's default mode, which
/// rouge_score and NLTK's METEOR use. Every character but <c>a e i o u</c> and some <c>y</c> is a consonant, also those of other scripts.
/// </summary>
public static class PorterStemmer
{
    /// <summary>The stem of a word, in lower case.</summary>
    public static string Stem(string word)
    {
        // The forms are looked up before the word is lowered, as there: 'Dying' is regular.
        string lower = PythonText.Lower(word);
        if (word == lower && Irregular(word) is { } irregular) { return irregular; }

        return lower.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? StemPoints(word, lower) : Regular(lower, word.Length);
    }

    /// <summary>Appends the stem of a word of ASCII letters and digits in lower case.</summary>
    /// <param name="word">The word.</param>
    /// <param name="scratch">Space; used when it is one longer than the word.</param>
    /// <param name="stems">Where it goes.</param>
    internal static void Append(scoped ReadOnlySpan<char> word, scoped Span<char> scratch, ref TextBuffer stems)
    {
        if (Irregular(word) is { } irregular)
        {
            stems.Append(irregular);
            return;
        }

        if (scratch.Length <= word.Length) { scratch = new char[word.Length + 1]; }

        word.CopyTo(scratch);
        PorterWord porter = new(scratch, word.Length);
        porter.Strip();
        stems.Append(scratch[..porter.Length]);
    }

    private static string Regular(string lower, int length)
    {
        if (length <= 2) { return lower; }

        Span<char> scratch = lower.Length < 64 ? stackalloc char[64] : new char[lower.Length + 1];
        lower.CopyTo(scratch);
        PorterWord porter = new(scratch, lower.Length);
        porter.Strip();
        return scratch[..porter.Length].ToString();
    }

    // Lengths and doubled letters are those of code points: each pair is stood for by a character that the word does not have.
    private static string StemPoints(string word, string lower)
    {
        Dictionary<int, char> stands = [];
        Dictionary<char, string> pairs = [];
        List<char> points = [];
        char next = '\ue000';
        for (int i = 0; i < lower.Length;)
        {
            int point = PythonText.PointAt(lower, i, out int length);
            if (length == 1) { points.Add(lower[i]); }
            else
            {
                if (!stands.TryGetValue(point, out char stand))
                {
                    while (next < '\uf8ff' && lower.Contains(next)) { next++; }

                    stands[point] = stand = next++;
                    pairs[stand] = lower.Substring(i, length);
                }

                points.Add(stand);
            }

            i += length;
        }

        int pairsOfWord = 0;
        for (int i = 1; i < word.Length; i++) { pairsOfWord += char.IsSurrogatePair(word[i - 1], word[i]) ? 1 : 0; }

        string stem = Regular(string.Concat(points), word.Length - pairsOfWord);
        return string.Concat(stem.Select(c => pairs.TryGetValue(c, out string? pair) ? pair : c.ToString()));
    }

    private static string? Irregular(ReadOnlySpan<char> word) => word switch
    {
        "sky" or "skies" => "sky",
        "dying" => "die",
        "lying" => "lie",
        "tying" => "tie",
        "news" => "news",
        "innings" or "inning" => "inning",
        "outings" or "outing" => "outing",
        "cannings" or "canning" => "canning",
        "howe" => "howe",
        "proceed" => "proceed",
        "exceed" => "exceed",
        "succeed" => "succeed",
        _ => null,
    };
}
