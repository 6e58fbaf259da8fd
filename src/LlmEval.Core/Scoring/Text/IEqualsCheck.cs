namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>iequals: "outage"</c>: the answer is exactly that text but for case, by the invariant culture's simple mapping; nothing trimmed. With <c>path</c> the value found there is
/// compared as its text. Of a list one has to do. Keys: <c>value</c>, <c>path</c>.
/// </summary>
internal sealed class IEqualsCheck(CheckOptions options) : BinaryScorer(options)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "iequals",
        Summary = "The answer, or the value at a path, is the expected text (or one of several), in upper or lower case.",
        Example = "iequals: { path: $.category, value: \"{{expected.category}}\" }",
        Source = "the counterpart of equals",
        Options = [TextOptions.References, TextOptions.Path],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new IEqualsCheck(o),
    };

    private readonly CheckReferences? _references = options.References();

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (_references!.Render(context, out string? trouble) is not { } texts) { return ScorerResult.Unscored(trouble!); }

        return Result(texts.Contains(subject.Text, StringComparer.OrdinalIgnoreCase), subject, texts, static t =>
            $"equal {Quote.Short(t[0])}{(t.Count == 1 ? string.Empty : $" or one of {t.Count - 1} more")} in upper or lower case");
    }
}
