using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Scoring.Structure;

/// <summary>
/// <c>contains-json</c>: a JSON object or list stands somewhere in the answer, whatever is around it. With <c>schema</c> one of them must be
/// valid by that JSON schema. With <c>path</c> the text found there is searched. Keys: <c>schema</c>, <c>path</c>. Source: promptfoo's
/// <c>contains-json</c>.
/// </summary>
internal sealed class ContainsJsonCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "contains-json",
        Summary = "JSON (an object or a list) stands somewhere in the answer, valid by a JSON schema where one is given.",
        Example = "contains-json: { schema: { type: object, required: [category] } }",
        Source = "RFC 8259; json-schema.org; promptfoo, contains-json",
        Options = [SchemaSource.Option, StructureOptions.Path],
        Shorthand = "schema",
        Bind = o => new ContainsJsonCheck(o),
    };

    private readonly bool _isNegated;
    private readonly JsonPath? _path;
    private readonly IJsonSchema? _schema;

    private ContainsJsonCheck(CheckOptions options) => (_isNegated, _path, _schema) = (options.IsNegated, options.Path(), SchemaSource.Take(options));

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Judge(context, cancellationToken));

    private ScorerResult Judge(ScoringContext context, CancellationToken cancellationToken)
    {
        Subject subject = Subject.Of(context, _path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(0, trouble); }

        string? firstWrong = null;
        foreach ((int start, int length) in JsonFinder.Find(subject.Text, cancellationToken))
        {
            if (AnswerJson.Parse(subject.Text.Substring(start, length)).Root is not { } root) { continue; }

            string? wrong = null;
            if (_schema is not null)
            {
                wrong = SchemaSource.Wrong(_schema, root, context, out string? unscored, cancellationToken);
                if (unscored is not null) { return ScorerResult.Unscored(unscored); }
            }

            if (wrong is null) { return Found(start, length, subject); }

            firstWrong ??= wrong;
        }

        return ScorerResult.Of(0, _isNegated ? null
            : firstWrong is null ? $"expected a JSON object or list in {(_path is null ? "the answer" : _path.ToString())}, got {Quote.Short(subject.Text)}"
            : $"the JSON in the answer is not valid by the schema: {firstWrong}");
    }

    private ScorerResult Found(int start, int length, Subject subject)
    {
        string? reason = _isNegated ? $"expected no JSON{(_schema is null ? string.Empty : " that is valid by the schema")}, got {Quote.Short(subject.Text.Substring(start, length))}" : null;
        ScorerResult result = ScorerResult.Of(1, reason);
        return _path is null ? result with { Evidence = [new Evidence(start, length, "JSON")] } : result;
    }
}
