namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>starts-with: "Dear"</c>: the answer begins with that text, ordinal, nothing trimmed. With <c>path</c> the value found there is
/// judged. An empty text begins every answer: written, it is an error; from a template, the case is unscored.
/// Keys: <c>value</c>, <c>path</c>. Source: promptfoo's <c>starts-with</c>.
/// </summary>
internal sealed class StartsWithCheck(CheckOptions options) : BinaryScorer(options)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "starts-with",
        Summary = "The answer begins with a text.",
        Example = "starts-with: \"Dear\"",
        Source = "promptfoo, starts-with",
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new StartsWithCheck(o),
    };

    private readonly CheckValue? _value = options.NonEmptyValue();

    protected override ScorerResult Judge(Subject subject, ScoringContext context) =>
        RenderNonEmpty(_value!, context, out string wanted, out ScorerResult unscored)
            ? Result(subject.Text.StartsWith(wanted, StringComparison.Ordinal), subject, wanted, static w => $"start with {Quote.Short(w)}")
            : unscored;
}
