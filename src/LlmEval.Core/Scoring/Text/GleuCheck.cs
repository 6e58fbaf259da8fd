namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>gleu: "..."</c>: Google's sentence BLEU (<see cref="Gleu"/>), 0 to 1.
/// </summary>
internal sealed class GleuCheck(CheckOptions options, int min, int max, Tokenizers.Tokenization tokenization)
    : ReferenceScorer<GleuReference>(options, texts => new GleuReference(texts, min, max, tokenization))
{
    public static readonly CheckKind Kind = new()
    {
        Name = "gleu",
        Summary = "Google's BLEU against one or several texts: shared n-grams of words, the smaller of precision and recall.",
        Example = "gleu: { value: \"{{expected.translation}}\", threshold: 0.4 }",
        Source = "Wu et al. 2016; nltk, sentence_gleu; promptfoo, gleu",
        Options =
        [
            TextOptions.References, TextOptions.Path, TextOptions.Tokenize,
            new CheckOption("min-len", "integer", "The shortest n-gram, 1 to 16; 1 by default."),
            new CheckOption("max-len", "integer", "The longest n-gram, 1 to 16; 4 by default."),
        ],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.5,
        TimeLimit = null,
        Bind = Create,
    };

    protected override double? Measure(string text, GleuReference reference, CancellationToken cancellationToken) => reference.Compare(text);

    private static GleuCheck Create(CheckOptions options)
    {
        int max = TextOptions.TakeInteger(options, "max-len", 4, 1, 16);
        return new GleuCheck(options, TextOptions.TakeInteger(options, "min-len", 1, 1, max), max, TextOptions.TakeTokenize(options));
    }
}
