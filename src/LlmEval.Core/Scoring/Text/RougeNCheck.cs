namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>rouge-n: "..."</c>: ROUGE-N (<see cref="Rouge"/>), by default ROUGE-1 F as in promptfoo. A text to compare with that has no letter a-z and no digit has no words here: the
/// score is 0 by ROUGE's definition, and the reason says so.
/// </summary>
internal sealed class RougeNCheck : ReferenceScorer<RougeNReference>
{
    public static readonly CheckKind Kind = new()
    {
        Name = "rouge-n",
        Summary = "ROUGE-N against one or several texts: words (or runs of n words) that the answer shares with them.",
        Example = "rouge-n: { value: \"{{expected.summary}}\", n: 2, threshold: 0.4 }",
        Source = "Lin 2004; rouge_score; promptfoo, rouge-n",
        Options =
        [
            TextOptions.References, TextOptions.Path,
            new CheckOption("n", "integer", "How many words a run has, 1 to 9; 1 by default."),
            TextOptions.Stemmer, TextOptions.Measure,
        ],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.75,
        TimeLimit = null,
        Bind = o => new RougeNCheck(o, TextOptions.TakeInteger(o, "n", 1, 1, 9), o.Keys.Flag("stemmer") ?? false),
    };

    private readonly RougeMeasure _measure;

    private RougeNCheck(CheckOptions options, int n, bool stem)
        : base(options, texts => new RougeNReference(texts, n, stem)) => _measure = new RougeMeasure(options);

    protected override double? Measure(string text, RougeNReference reference, CancellationToken cancellationToken) => _measure.Of(reference.Compare(text));

    protected override string? Warning(string text, RougeNReference reference) => reference.IsEmpty ? RougeMeasure.NoWords : null;
}
