using System.Buffers;
using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of chrF, cut and counted once. Comparing is safe from several threads.</summary>
internal sealed class ChrfReference : IDisposable
{
    private readonly ChrfOptions _options;
    private readonly ReferenceGrams _points;
    private readonly WordTable? _words;
    private readonly ReferenceGrams? _wordGrams;

    public ChrfReference(IReadOnlyList<string> references, ChrfOptions options)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) { throw new ArgumentException("At least one reference is needed.", nameof(references)); }

        _options = options;
        _points = new ReferenceGrams(options.CharOrder, references[0].Length);
        foreach (string reference in references)
        {
            int[] points = Points(Case(reference), out int count);
            _points.Add(points.AsSpan(0, count));
            Pooled.GiveBack(points);
        }

        if (options.WordOrder > 0) { (_words, _wordGrams) = WordGrams.Of(references, options.WordOrder, r => ChrfWords.Tokenize(Case(r))); }
    }

    /// <summary>Whether no reference has a character that counts.</summary>
    public bool IsEmpty => _points.Lengths.All(static l => l == 0);

    public ChrfStatistics Compare(string hypothesis)
    {
        hypothesis = Case(hypothesis);
        int[] points = Points(hypothesis, out int count);
        using TokenList? words = _words is null ? null : ChrfWords.Tokenize(hypothesis);
        int[] ids = words is null ? [] : _words!.FindAll(words);
        ChrfStatistics? best = null;
        double bestScore = -1;
        for (int r = 0; r < _points.Lengths.Count; r++)
        {
            ChrfStatistics statistics = new(_options.CharOrder + _options.WordOrder);
            Count(statistics, _points, r, points.AsSpan(0, count), 0);
            if (words is not null) { Count(statistics, _wordGrams!, r, ids.AsSpan(0, words.Count), _options.CharOrder); }

            if (_points.Lengths.Count == 1) { best = statistics; }
            else if (statistics.Score(_options) is var score && score > bestScore) { (best, bestScore) = (statistics, score); }
        }

        Pooled.GiveBack(points);
        Pooled.Return(ref ids);
        return best!;
    }

    public void Dispose()
    {
        _points.Dispose();
        _words?.Dispose();
        _wordGrams?.Dispose();
    }

    private static void Count(ChrfStatistics statistics, ReferenceGrams grams, int reference, ReadOnlySpan<int> hypothesis, int firstOrder)
    {
        Span<long> matches = grams.MaxOrder <= 16 ? stackalloc long[grams.MaxOrder] : new long[grams.MaxOrder];
        matches.Clear();
        grams.Match(hypothesis, reference, matches);
        for (int n = 1; n <= grams.MaxOrder; n++)
        {
            // An order that the reference does not have does not count against the answer.
            int others = ReferenceGrams.Total(grams.Lengths[reference], n);
            statistics.Set(firstOrder + n - 1, others == 0 ? 0 : ReferenceGrams.Total(hypothesis.Length, n), others, matches[n - 1]);
        }
    }

    private string Case(string text) => _options.Lowercase ? PythonText.Lower(text) : text;

    private int[] Points(string text, out int count)
    {
        int[] points = ArrayPool<int>.Shared.Rent(text.Length);
        count = 0;
        for (int i = 0; i < text.Length;)
        {
            int point = PythonText.PointAt(text, i, out int length);
            if (_options.Whitespace || !PythonText.IsWhiteSpace(text[i])) { points[count++] = point; }

            i += length;
        }

        return points;
    }
}
