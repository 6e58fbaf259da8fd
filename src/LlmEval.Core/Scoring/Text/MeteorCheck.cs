namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>meteor-exact-stem: "..."</c>: METEOR without its third stage (<see cref="Meteor"/>), which needs WordNet; named for what it does, since promptfoo's <c>meteor</c>
/// and others count synonyms too.
/// </summary>
internal sealed class MeteorCheck(CheckOptions options, MeteorOptions meteor)
    : ReferenceScorer<MeteorReference>(options, texts => new MeteorReference(texts, meteor))
{
    public static readonly CheckKind Kind = new()
    {
        Name = "meteor-exact-stem",
        Summary = "METEOR against one or several texts, with equal words and equal stems but without synonyms.",
        Example = "meteor-exact-stem: { value: \"{{expected.translation}}\", threshold: 0.6 }",
        Source = "Lavie and Agarwal 2007; nltk, meteor_score",
        Options =
        [
            TextOptions.References, TextOptions.Path, TextOptions.Tokenize,
            new CheckOption("alpha", "number", "The weight of precision in the mean with recall, 0 to 1; 0.9 by default."),
            new CheckOption("beta", "number", "The exponent of fragmentation, 0 to 100; 3 by default."),
            new CheckOption("gamma", "number", "The largest penalty for fragmentation, 0 to 1; 0.5 by default."),
        ],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.5,
        TimeLimit = null,
        Bind = o => new MeteorCheck(o, Read(o)),
    };

    protected override double? Measure(string text, MeteorReference reference, CancellationToken cancellationToken) => reference.Compare(text);

    private static MeteorOptions Read(CheckOptions options) => new()
    {
        Alpha = options.Keys.Number("alpha", 0, 1) ?? 0.9,
        Beta = options.Keys.Number("beta", 0, 100) ?? 3,
        Gamma = options.Keys.Number("gamma", 0, 1) ?? 0.5,
        Tokenization = TextOptions.TakeTokenize(options),
    };
}
