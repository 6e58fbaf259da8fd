namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>starts-with: "Dear"</c>, <c>ends-with: "."</c>: the answer begins or ends with that text, ordinal, nothing trimmed. With <c>path</c> the value found there is
/// judged. An empty text begins and ends every answer: written, it is an error; from a template, the case is unscored.
/// Keys: <c>value</c>, <c>path</c>. Source: promptfoo's <c>starts-with</c>.
/// </summary>
internal sealed class StartsWithCheck(CheckOptions options, bool atEnd) : BinaryScorer(options)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "starts-with",
        Summary = "The answer begins with a text.",
        Example = "starts-with: \"Dear\"",
        Source = "promptfoo, starts-with",
        Options = [TextOptions.Value("The text that it begins with."), TextOptions.Path],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new StartsWithCheck(o, atEnd: false),
    };

    public static readonly CheckKind Ending = Kind with
    {
        Name = "ends-with",
        Summary = "The answer ends with a text.",
        Example = "ends-with: \"Kind regards\"",
        Source = "the counterpart of starts-with",
        Options = [TextOptions.Value("The text that it ends with."), TextOptions.Path],
        Bind = o => new StartsWithCheck(o, atEnd: true),
    };

    private readonly CheckValue? _value = options.NonEmptyValue();

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (!RenderNonEmpty(_value!, context, out string wanted, out ScorerResult unscored)) { return unscored; }

        return atEnd
            ? Result(subject.Text.EndsWith(wanted, StringComparison.Ordinal), subject, wanted, static w => $"end with {Quote.Short(w)}")
            : Result(subject.Text.StartsWith(wanted, StringComparison.Ordinal), subject, wanted, static w => $"start with {Quote.Short(w)}");
    }
}
