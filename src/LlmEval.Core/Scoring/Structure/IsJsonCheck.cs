using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Scoring.Structure;

/// <summary>
/// <c>is-json</c>: the whole answer is one JSON text by RFC 8259, strictly: no comments, no trailing commas, no NaN, nothing around it
/// but white space (a fence of Markdown is something around it); at most 64 levels deep. With <c>schema</c> it must be valid by that
/// JSON schema too; an answer that is no JSON then fails the check and its <c>not-</c> form. With <c>path</c> the text found there is
/// judged, for JSON inside a JSON string; a value that is no text is judged as it is. Keys: <c>schema</c>, <c>path</c>. Source:
/// promptfoo's <c>is-json</c>.
/// </summary>
internal sealed class IsJsonCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "is-json",
        Summary = "The whole answer is JSON, and valid by a JSON schema where one is given.",
        Example = "is-json: { schema: { type: object, required: [category] } }",
        Source = "RFC 8259; json-schema.org; promptfoo, is-json",
        Options = [SchemaSource.Option, StructureOptions.Path],
        Shorthand = "schema",
        TimeLimit = null,
        Bind = o => new IsJsonCheck(o),
    };

    private readonly bool _isNegated;
    private readonly JsonPath? _path;
    private readonly IJsonSchema? _schema;

    private IsJsonCheck(CheckOptions options) => (_isNegated, _path, _schema) = (options.IsNegated, options.Path(), SchemaSource.Take(options));

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Judge(context, cancellationToken));

    private ScorerResult Judge(ScoringContext context, CancellationToken cancellationToken)
    {
        Subject subject = Subject.Of(context, _path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(0, trouble); }

        string what = _path is null ? "the answer" : _path.ToString();
        AnswerJson json = _path is null ? context.Parsed : AnswerJson.Parse(subject.Text);
        if (json.Root is not { } root)
        {
            string reason = $"expected {what} to be JSON ({json.Trouble}), got {Quote.Short(subject.Text)}";
            return _schema is null ? ScorerResult.Of(0, _isNegated ? null : reason) : ScorerResult.Lost(0, reason);
        }

        if (_schema is null) { return ScorerResult.Of(1, _isNegated ? $"expected {what} not to be JSON, got {Quote.Short(subject.Text)}" : null); }

        string? wrong = SchemaSource.Wrong(_schema, root, context, out string? unscored, cancellationToken);
        return unscored is not null ? ScorerResult.Unscored(unscored)
            : wrong is null ? ScorerResult.Of(1, _isNegated ? $"expected {what} not to be valid by the schema, and it is" : null)
            : ScorerResult.Of(0, _isNegated ? null : $"{what} is not valid by the schema: {wrong}");
    }
}
