namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>ter: "..."</c>: translation edit rate (<see cref="Ter"/>) as edits for each word of the reference, lower is better, 0 is best and more than 1 is possible;
/// sacrebleu's number is a hundred times this.
/// </summary>
internal sealed class TerCheck(CheckOptions options, TerOptions ter) : ReferenceScorer<TerReference>(options, texts => new TerReference(texts, ter))
{
    public static readonly CheckKind Kind = new()
    {
        Name = "ter",
        Summary = "Edits (words inserted, deleted, replaced, or moved together) for each word of the text to compare with.",
        Example = "ter: { value: \"{{expected.translation}}\", threshold: 0.4 }",
        Source = "Snover et al. 2006; sacrebleu 2.6",
        Options =
        [
            TextOptions.References, TextOptions.Path,
            new CheckOption("normalized", "flag", "Whether punctuation is split off and XML entities are resolved; false by default."),
            new CheckOption("no-punct", "flag", "Whether punctuation is removed; false by default."),
            new CheckOption("asian-support", "flag", "Whether the two above also treat Chinese and Japanese characters; false by default."),
            new CheckOption("case-sensitive", "flag", "Whether case counts; false by default."),
        ],
        Shorthand = "value",
        Unit = "edits/word",
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        Threshold = 0.5,
        TimeLimit = null,
        Bind = o => new TerCheck(o, Read(o)),
    };

    protected override double Worst => 1;

    protected override double? Measure(string text, TerReference reference, CancellationToken cancellationToken) =>
        reference.Compare(text, cancellationToken)?.Score / 100;

    private static TerOptions Read(CheckOptions options) => new()
    {
        Normalized = options.Keys.Flag("normalized") ?? false,
        NoPunctuation = options.Keys.Flag("no-punct") ?? false,
        AsianSupport = options.Keys.Flag("asian-support") ?? false,
        CaseSensitive = options.Keys.Flag("case-sensitive") ?? false,
    };
}
