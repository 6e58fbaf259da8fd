using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of ROUGE-N, cut and counted once. Comparing is safe from several threads.</summary>
internal sealed class RougeNReference : IDisposable
{
    private readonly bool _stem;
    private readonly WordTable _words;
    private readonly ReferenceGrams _grams;

    public RougeNReference(IReadOnlyList<string> references, int n, bool stem)
    {
        _stem = stem;
        (_words, _grams) = WordGrams.Of(references, n, r => RougeTokenizer.Tokenize(r, stem));
    }

    public bool IsEmpty => _grams.Lengths.All(static l => l == 0);

    public RougeScore Compare(string prediction)
    {
        using TokenList tokens = RougeTokenizer.Tokenize(prediction, _stem);
        int[] ids = _words.FindAll(tokens);
        int n = _grams.MaxOrder;
        Span<long> matches = n <= 16 ? stackalloc long[n] : new long[n];
        RougeScore best = default;
        for (int r = 0; r < _grams.Lengths.Count; r++)
        {
            matches.Clear();
            _grams.Match(ids.AsSpan(0, tokens.Count), r, matches);
            RougeScore score = RougeScore.Of(matches[n - 1], ReferenceGrams.Total(tokens.Count, n), ReferenceGrams.Total(_grams.Lengths[r], n));
            if (r == 0 || score.F > best.F) { best = score; }
        }

        Pooled.GiveBack(ids);
        return best;
    }

    public void Dispose()
    {
        _words.Dispose();
        _grams.Dispose();
    }
}
