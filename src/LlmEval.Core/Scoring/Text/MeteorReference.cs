using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The references of METEOR, cut and stemmed once. Comparing is safe from several threads.</summary>
internal sealed class MeteorReference
{
    private readonly MeteorOptions _options;
    private readonly List<MeteorWords> _references;

    public MeteorReference(IReadOnlyList<string> references, MeteorOptions options)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) { throw new ArgumentException("At least one reference is needed.", nameof(references)); }

        _options = options;
        _references = [.. references.Select(Cut)];
    }

    public bool IsEmpty => _references.All(static r => r.Count == 0);

    public double Compare(string hypothesis)
    {
        MeteorWords own = Cut(hypothesis);
        double best = 0;
        foreach (MeteorWords reference in _references) { best = Math.Max(best, reference.Score(own, _options)); }

        return best;
    }

    private MeteorWords Cut(string text)
    {
        using TokenList tokens = Tokenizer.Tokenize(text.AsSpan(), _options.Tokenization);
        string[] words = new string[tokens.Count];
        for (int i = 0; i < words.Length; i++) { words[i] = tokens[i].ToString(); }

        return new MeteorWords(words);
    }
}
