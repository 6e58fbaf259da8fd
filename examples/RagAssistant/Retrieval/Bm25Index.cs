using LlmEval.Model;

namespace RagAssistant.Retrieval;

/// <summary>Finds passages by the words that they share with a question: Okapi BM25 (Robertson and others 1994) with k1 = 1.2 and b = 0.75.</summary>
internal sealed class Bm25Index
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly (Passage Passage, Dictionary<string, int> Counts, int Length)[] _passages;
    private readonly Dictionary<string, double> _rarity;
    private readonly double _meanLength;

    public Bm25Index(IEnumerable<Passage> passages)
    {
        _passages = [.. passages.Select(p =>
        {
            string[] words = Words.Of(p.Text);
            return (p, words.CountBy(w => w).ToDictionary(), words.Length);
        })];
        _meanLength = _passages.Average(p => p.Length);
        _rarity = _passages.SelectMany(p => p.Counts.Keys).CountBy(w => w)
            .ToDictionary(w => w.Key, w => Math.Log(1 + ((_passages.Length - w.Value + 0.5) / (w.Value + 0.5))));
    }

    /// <summary>How much a word tells: 0 for one that no passage has.</summary>
    public double Rarity(string word) => _rarity.GetValueOrDefault(word);

    /// <summary>The passages that fit best, the best first.</summary>
    public IReadOnlyList<Passage> Search(string question, int count)
    {
        string[] wanted = [.. Words.Of(question).Distinct()];
        return
        [
            .. _passages.Select(p => p.Passage with { Score = Math.Round(wanted.Sum(w => Score(p.Counts.GetValueOrDefault(w), p.Length) * Rarity(w)), 4) })
                .Where(p => p.Score > 0).OrderByDescending(p => p.Score).ThenBy(p => p.Id, StringComparer.Ordinal).Take(count),
        ];
    }

    private double Score(int count, int length) => count * (K1 + 1) / (count + (K1 * (1 - B + (B * length / _meanLength))));
}
