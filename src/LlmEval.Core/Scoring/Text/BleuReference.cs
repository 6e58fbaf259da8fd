using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of BLEU, cut and counted once. Comparing is safe from several threads.</summary>
internal sealed class BleuReference : IDisposable
{
    private readonly BleuOptions _options;
    private readonly WordTable _words;
    private readonly ReferenceGrams _grams;

    public BleuReference(IReadOnlyList<string> references, BleuOptions options)
    {
        _options = options;
        (_words, _grams) = WordGrams.Of(references, options.MaxOrder, r => Tokenizer.Tokenize(r, options.Tokenization, options.Lowercase));
        _grams.Merge();
    }

    /// <summary>Whether no reference has a token.</summary>
    public bool IsEmpty => _grams.Lengths.All(static l => l == 0);

    public BleuStatistics Compare(string hypothesis)
    {
        using TokenList tokens = Tokenizer.Tokenize(hypothesis, _options.Tokenization, _options.Lowercase);
        BleuStatistics statistics = new(_options.MaxOrder);
        statistics.SetLengths(tokens.Count, Closest(tokens.Count));
        int[] ids = _words.FindAll(tokens);
        _grams.MatchMost(ids.AsSpan(0, tokens.Count), statistics.MatchCounts);
        Pooled.GiveBack(ids);
        return statistics;
    }

    public void Dispose()
    {
        _words.Dispose();
        _grams.Dispose();
    }

    private int Closest(int length)
    {
        int closest = _grams.Lengths[0];
        foreach (int other in _grams.Lengths)
        {
            int difference = Math.Abs(other - length) - Math.Abs(closest - length);
            if (difference < 0 || (difference == 0 && other < closest)) { closest = other; }
        }

        return closest;
    }
}
