using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of GLEU, cut and counted once. Comparing is safe from several threads.</summary>
internal sealed class GleuReference : IDisposable
{
    private readonly int _minOrder;
    private readonly Tokenization _tokenization;
    private readonly WordTable _words;
    private readonly ReferenceGrams _grams;

    public GleuReference(IReadOnlyList<string> references, int minOrder, int maxOrder, Tokenization tokenization)
    {
        (_minOrder, _tokenization) = (minOrder, tokenization);
        // Not trimmed, unlike BLEU: 'end-' before a line break loses its dash here.
        (_words, _grams) = WordGrams.Of(references, maxOrder, r => Tokenizer.Tokenize(r, tokenization));
    }

    public bool IsEmpty => _grams.Lengths.All(static l => l == 0);

    public double Compare(string hypothesis)
    {
        using TokenList tokens = Tokenizer.Tokenize(hypothesis, _tokenization);
        int[] ids = _words.FindAll(tokens);
        Span<long> matches = _grams.MaxOrder <= 16 ? stackalloc long[_grams.MaxOrder] : new long[_grams.MaxOrder];
        double best = 0;
        for (int r = 0; r < _grams.Lengths.Count; r++)
        {
            matches.Clear();
            _grams.Match(ids.AsSpan(0, tokens.Count), r, matches);
            long matched = 0, own = 0, others = 0;
            for (int n = _minOrder; n <= _grams.MaxOrder; n++)
            {
                matched += matches[n - 1];
                own += ReferenceGrams.Total(tokens.Count, n);
                others += ReferenceGrams.Total(_grams.Lengths[r], n);
            }

            if (matched > 0) { best = Math.Max(best, (double)matched / Math.Max(own, others)); }
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
