using LlmEval.Scoring.Structure;
using LlmEval.Scoring.Text;

namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// <c>corpus-bleu: "{{expected.translation}}"</c>, <c>corpus-chrf</c>, <c>corpus-chrf++</c>: the measures of the same names over all answers of a suite together, as sacrebleu scores a
/// corpus, as a ratio from 0 to 1 (its number is a hundred times this). Keys: those of <c>bleu</c> and <c>chrf</c>.
/// </summary>
internal static class CorpusChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        Kind("corpus-bleu", "BLEU over all answers of a suite together: their n-grams are added up and scored once.", "Papineni et al. 2002; sacrebleu 2.6, corpus_bleu", BleuCheck.Kind, Bleu),
        Kind("corpus-chrf", "chrF over all answers of a suite together.", "Popović 2015; sacrebleu 2.6, corpus_chrf", ChrfCheck.Kind, o => Chrf(o, 0)),
        Kind("corpus-chrf++", "chrF++ over all answers of a suite together.", "Popović 2017; sacrebleu 2.6, corpus_chrf", ChrfCheck.WithWords, o => Chrf(o, 2)),
    ];

    private static CheckKind Kind(string name, string summary, string source, CheckKind ofAnswers, Func<CheckOptions, Func<ISuiteScorer>?> bind) => new()
    {
        Name = name,
        Summary = summary,
        Example = $"{name}: {{ value: \"{{{{expected.translation}}}}\", threshold: 0.3 }}",
        Source = source,
        Options = [.. ofAnswers.Options.Select(o => o.Key == "effective-order" ? o with { Summary = "Whether orders that no answer has are left out; false by default." } : o)],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        IsGated = false,
        Threshold = null,
        BindSuite = bind,
    };

    private static Func<ISuiteScorer>? Bleu(CheckOptions options)
    {
        JsonPath? path = options.Path();
        CheckReferences? references = options.References();
        BleuOptions bleu = BleuCheck.Read(options, effectiveOrder: false);
        return references is null ? null : () => new CorpusScorer<BleuStatistics>(
            references, path, (text, texts) => Text.Bleu.Statistics(text, texts, bleu), () => new BleuStatistics(bleu.MaxOrder), static (sum, one) => sum.Add(one),
            sum => Math.Clamp(sum.Score(bleu).Value / 100, 0, 1));
    }

    private static Func<ISuiteScorer>? Chrf(CheckOptions options, int wordOrder)
    {
        JsonPath? path = options.Path();
        CheckReferences? references = options.References();
        ChrfOptions chrf = ChrfCheck.Read(options, wordOrder);
        return references is null ? null : () => new CorpusScorer<ChrfStatistics>(
            references, path, (text, texts) => Text.Chrf.Statistics(text, texts, chrf), () => new ChrfStatistics(chrf.CharOrder + chrf.WordOrder), static (sum, one) => sum.Add(one),
            sum => Math.Clamp(sum.Score(chrf) / 100, 0, 1));
    }
}
