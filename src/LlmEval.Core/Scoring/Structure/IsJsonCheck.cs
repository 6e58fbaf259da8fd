namespace LlmEval.Scoring.Structure;

/// <summary>
/// <c>is-json</c>: the whole answer is one JSON text by RFC 8259, strictly: no comments, no trailing commas, no NaN, nothing around it
/// but white space (a fence of Markdown is something around it); at most 64 levels deep. With <c>path</c> the text found there is
/// judged, for JSON inside a JSON string. Key: <c>path</c>. Source: promptfoo's <c>is-json</c>.
/// </summary>
internal sealed class IsJsonCheck(CheckOptions options) : BinaryScorer(options)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "is-json",
        Summary = "The whole answer is JSON.",
        Example = "is-json",
        Source = "RFC 8259; promptfoo, is-json",
        TimeLimit = null,
        Bind = o => new IsJsonCheck(o),
    };

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        AnswerJson json = Path is null ? context.Parsed : AnswerJson.Parse(subject.Text);
        return Result(json.Trouble is null, subject, json.Trouble, static trouble => trouble is null ? "be JSON" : $"be JSON ({trouble})");
    }
}
