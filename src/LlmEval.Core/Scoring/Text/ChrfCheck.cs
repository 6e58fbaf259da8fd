namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>chrf: "..."</c> and <c>chrf++: "..."</c>: chrF (<see cref="Chrf"/>) as a ratio from 0 to 1; sacrebleu's number is a hundred times this. Works for every script.
/// </summary>
internal sealed class ChrfCheck : ReferenceScorer<ChrfReference>
{
    public static readonly CheckKind Kind = new()
    {
        Name = "chrf",
        Summary = "chrF against one or several texts: n-grams of characters that the answer shares with them.",
        Example = "chrf: { value: \"{{expected.translation}}\", threshold: 0.6 }",
        Source = "Popović 2015; sacrebleu 2.6",
        Options =
        [
            TextOptions.References, TextOptions.Path,
            new CheckOption("char-order", "integer", "The longest n-gram of characters, 1 to 16; 6 by default."),
            new CheckOption("word-order", "integer", "The longest n-gram of words, 0 to 16; 0 by default, 2 for chrf++."),
            new CheckOption("beta", "number", "How much more recall counts than precision; 2 by default."),
            new CheckOption("whitespace", "flag", "Whether white space is part of the n-grams; false by default."),
            new CheckOption("lowercase", "flag", "Whether case is ignored; false by default."),
            new CheckOption("eps-smoothing", "flag", "Whether F is averaged over all orders, as NLTK and Moses do; false by default."),
        ],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.5,
        TimeLimit = null,
        Bind = o => new ChrfCheck(o, Read(o, 0)),
    };

    public static readonly CheckKind WithWords = Kind with
    {
        Name = "chrf++",
        Summary = "chrF++ against one or several texts: n-grams of characters, and of one and two words.",
        Example = "chrf++: { value: \"{{expected.translation}}\", threshold: 0.6 }",
        Source = "Popović 2017; sacrebleu 2.6",
        Bind = o => new ChrfCheck(o, Read(o, 2)),
    };

    private readonly ChrfOptions _chrf;

    private ChrfCheck(CheckOptions options, ChrfOptions chrf)
        : base(options, texts => new ChrfReference(texts, chrf)) => _chrf = chrf;

    protected override double? Measure(string text, ChrfReference reference, CancellationToken cancellationToken) =>
        Math.Clamp(reference.Compare(text).Score(_chrf) / 100, 0, 1);

    private static ChrfOptions Read(CheckOptions options, int wordOrder) => new()
    {
        CharOrder = TextOptions.TakeInteger(options, "char-order", 6, 1, 16),
        WordOrder = TextOptions.TakeInteger(options, "word-order", wordOrder, 0, 16),
        Beta = options.Keys.Number("beta", 0, 1000) ?? 2,
        Whitespace = options.Keys.Flag("whitespace") ?? false,
        Lowercase = options.Keys.Flag("lowercase") ?? false,
        EpsSmoothing = options.Keys.Flag("eps-smoothing") ?? false,
    };
}
