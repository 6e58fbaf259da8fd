namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>starts-with: "Dear"</c>, <c>ends-with: "."</c>: the answer begins or ends with that text, or one of a list, ordinal, nothing trimmed. With <c>path</c> the value found there is
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
        Options = [TextOptions.Several("The text that it begins with, or a list of which one has to do."), TextOptions.Path],
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
        Options = [TextOptions.Several("The text that it ends with, or a list of which one has to do."), TextOptions.Path],
        Bind = o => new StartsWithCheck(o, atEnd: true),
    };

    private readonly CheckReferences? _texts = options.NonEmptyReferences();

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (!RenderNonEmpty(_texts!, context, out IReadOnlyList<string> texts, out ScorerResult unscored)) { return unscored; }

        string? match = texts.FirstOrDefault(t => atEnd ? subject.Text.EndsWith(t, StringComparison.Ordinal) : subject.Text.StartsWith(t, StringComparison.Ordinal));
        string more = texts.Count == 1 ? string.Empty : FormattableString.Invariant($" or one of {texts.Count - 1} more");
        return Result(match is not null, subject, (Verb: atEnd ? "end" : "start", Text: match ?? texts[0], More: more), static s => $"{s.Verb} with {Quote.Short(s.Text)}{s.More}");
    }
}
