namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>bleu: "..."</c>: sentence BLEU (<see cref="Bleu"/>) as a ratio from 0 to 1, so that thresholds are like promptfoo's (default 0.5); sacrebleu's number is
/// a hundred times this. Definition, tokenizers and smoothing are sacrebleu's, so the number is not that of promptfoo, which has a tokenizer of its own.
/// </summary>
internal sealed class BleuCheck : ReferenceScorer<BleuReference>
{
    public static readonly CheckKind Kind = new()
    {
        Name = "bleu",
        Summary = "Sentence BLEU against one or several texts: n-grams of words that the answer shares with them.",
        Example = "bleu: { value: \"{{expected.translation}}\", threshold: 0.4 }",
        Source = "Papineni et al. 2002; sacrebleu 2.6; promptfoo, bleu",
        Options =
        [
            TextOptions.References, TextOptions.Path, TextOptions.Tokenize,
            new CheckOption("smooth", "exp | floor | add-k | none", "What an order of n-grams without a match counts as; exp by default."),
            new CheckOption("smooth-value", "number", "The value of floor (0.1 by default) or add-k (1 by default)."),
            new CheckOption("lowercase", "flag", "Whether case is ignored; false by default."),
            new CheckOption("max-order", "integer", "The longest n-gram, 1 to 16; 4 by default."),
            new CheckOption("effective-order", "flag", "Whether orders that a short answer does not have are left out; true by default."),
        ],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.5,
        TimeLimit = null,
        Bind = o => new BleuCheck(o, Read(o)),
    };

    private BleuCheck(CheckOptions options, BleuOptions bleu)
        : base(options, texts => new BleuReference(texts, bleu)) => Options = bleu;

    /// <summary>How it counts.</summary>
    public BleuOptions Options { get; }

    protected override double? Measure(string text, BleuReference reference, CancellationToken cancellationToken) =>
        Math.Clamp(reference.Compare(text).Score(Options).Value / 100, 0, 1);

    private static BleuOptions Read(CheckOptions options) => new()
    {
        Tokenization = TextOptions.TakeTokenize(options),
        Smoothing = options.Keys.Choice("smooth", "exp", "floor", "add-k", "none") switch
        {
            "floor" => BleuSmoothing.Floor,
            "add-k" => BleuSmoothing.AddK,
            "none" => BleuSmoothing.None,
            _ => BleuSmoothing.Exponential,
        },
        SmoothValue = options.Keys.Number("smooth-value", 0, 1_000_000),
        Lowercase = options.Keys.Flag("lowercase") ?? false,
        MaxOrder = TextOptions.TakeInteger(options, "max-order", 4, 1, 16),
        EffectiveOrder = options.Keys.Flag("effective-order") ?? true,
    };
}
