using LlmEval.Documents;

namespace LlmEval.Scoring.Structure;

/// <summary>
/// <c>path: $.order.id</c>: the path selects something in the answer's JSON (a null counts); with <c>value</c> what it selects is also
/// the expected value, compared as by <c>equals</c>. The <c>not-</c> form passes when nothing is there, or another value; an
/// answer that is not JSON fails both. Keys: <c>path</c>, <c>value</c>. Source: ours; paths by Goessner 2007.
/// </summary>
internal sealed class PathCheck : BinaryScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "path",
        Summary = "A JSON path selects something in the answer.",
        Example = "path: $.order.id",
        Source = "Goessner 2007, as Newtonsoft.Json reads it",
        Options =
        [
            new("path", "path", "The JSON path.") { IsRequired = true },
            new("value", "text", "What must stand there, compared as by 'equals'; anything by default."),
        ],
        Shorthand = "path",
        TimeLimit = null,
        Bind = o => new PathCheck(o),
    };

    private readonly CheckValue? _value;

    private PathCheck(CheckOptions options)
        : base(options)
    {
        _value = options.Value(required: false, allowNull: true);
        if (!options.Keys.Has("path")) { options.Missing("path"); }
    }

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (_value is null) { return Result(true, subject, 0, static _ => "be there"); }

        return _value.Render(context, out ScalarKind kind, out string? trouble) is { } expected
            ? Result(JsonValue.Matches(subject.Element!.Value, expected, kind), subject, (expected, kind), static e => $"equal {JsonValue.Shown(e.expected, e.kind)}")
            : ScorerResult.Unscored(trouble!);
    }

    protected override ScorerResult Missing(Subject subject) =>
        subject.IsAbsent ? ScorerResult.Of(0, IsNegated ? null : subject.Trouble) : base.Missing(subject);
}
