namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>rouge-l: "..."</c> and <c>rouge-lsum: "..."</c>: ROUGE-L of the whole texts, or line by line (<see cref="Rouge"/>). Scripts other than Latin as in
/// <see cref="RougeNCheck"/>.
/// </summary>
internal sealed class RougeLCheck : ReferenceScorer<RougeLReference>
{
    public static readonly CheckKind Kind = new()
    {
        Name = "rouge-l",
        Summary = "ROUGE-L against one or several texts: the longest sequence of words that the answer shares with them.",
        Example = "rouge-l: { value: \"{{expected.summary}}\", threshold: 0.5 }",
        Source = "Lin 2004; rouge_score",
        Options = [TextOptions.References, TextOptions.Path, TextOptions.Stemmer, TextOptions.Measure],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.75,
        TimeLimit = null,
        Bind = o => new RougeLCheck(o, o.Keys.Flag("stemmer") ?? false, sentences: false),
    };

    public static readonly CheckKind Summary = Kind with
    {
        Name = "rouge-lsum",
        Summary = "ROUGE-Lsum against one or several texts: ROUGE-L line by line, for summaries of one sentence a line.",
        Example = "rouge-lsum: { value: \"{{expected.summary}}\", threshold: 0.5 }",
        Bind = o => new RougeLCheck(o, o.Keys.Flag("stemmer") ?? false, sentences: true),
    };

    private readonly RougeMeasure _measure;

    private RougeLCheck(CheckOptions options, bool stem, bool sentences)
        : base(options, texts => new RougeLReference(texts, stem, sentences)) => _measure = new RougeMeasure(options);

    protected override double? Measure(string text, RougeLReference reference, CancellationToken cancellationToken) =>
        reference.Compare(text, cancellationToken) is { } score ? _measure.Of(score) : null;

    protected override string? Warning(string text, RougeLReference reference) => reference.IsEmpty ? RougeMeasure.NoWords : null;
}
