using System.Buffers;
using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of SQuAD's measures, normalised once. Comparing is safe from several threads.</summary>
internal sealed class SquadReference : IDisposable
{
    private readonly WordTable _words = new(16);
    private readonly List<int[]> _references = [];

    public SquadReference(IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) { throw new ArgumentException("At least one reference is needed.", nameof(references)); }

        foreach (string reference in references)
        {
            using TokenList tokens = SquadTokenizer.Tokenize(reference);
            int[] ids = new int[tokens.Count];
            for (int i = 0; i < ids.Length; i++) { ids[i] = _words.Add(tokens[i]); }

            _references.Add(ids);
        }
    }

    public bool IsExact(string prediction)
    {
        using TokenList tokens = SquadTokenizer.Tokenize(prediction);
        int[] rented = _words.FindAll(tokens);
        bool isExact = false;
        foreach (int[] reference in _references) { isExact |= reference.AsSpan().SequenceEqual(rented.AsSpan(0, tokens.Count)); }

        Pooled.GiveBack(rented);
        return isExact;
    }

    public double F1(string prediction)
    {
        using TokenList tokens = SquadTokenizer.Tokenize(prediction);
        int[] rented = _words.FindAll(tokens);
        ReadOnlySpan<int> own = rented.AsSpan(0, tokens.Count);
        int[] counts = ArrayPool<int>.Shared.Rent(_words.Count);
        double best = 0;
        foreach (int[] reference in _references)
        {
            if (reference.Length == 0 || own.IsEmpty)
            {
                best = Math.Max(best, reference.Length == own.Length ? 1 : 0);
                continue;
            }

            counts.AsSpan(0, _words.Count).Clear();
            foreach (int word in reference) { counts[word]++; }

            int same = 0;
            foreach (int word in own)
            {
                if (word >= 0 && counts[word]-- > 0) { same++; }
            }

            if (same == 0) { continue; }

            double precision = (double)same / own.Length;
            double recall = (double)same / reference.Length;
            best = Math.Max(best, 2 * precision * recall / (precision + recall));
        }

        Pooled.GiveBack(counts);
        Pooled.GiveBack(rented);
        return best;
    }

    public void Dispose() => _words.Dispose();
}
