using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>levenshtein: { value: "...", threshold: 5 }</c>: the answer is at most so many edits from a text. The raw score is the
/// distance in edits of one code point (<see cref="EditDistance"/>), lower is better; the default threshold is promptfoo's 5. The
/// <c>not-</c> form passes above the threshold. With <c>path</c> the value found there is judged; when there is none the check
/// fails, at the distance from the empty text. Keys: <c>value</c>, <c>path</c>. Source: promptfoo's <c>levenshtein</c>.
/// </summary>
internal sealed class LevenshteinCheck(CheckOptions options) : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "levenshtein",
        Summary = "Edits (insert, delete, replace one code point) between the answer and a text.",
        Example = "levenshtein: { value: \"{{expected.title}}\", threshold: 3 }",
        Source = "Levenshtein 1966; promptfoo, levenshtein",
        Shorthand = "value",
        Unit = "edits",
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        Threshold = 5,
        TimeLimit = null,
        Bind = o => new LevenshteinCheck(o),
    };

    private readonly JsonPath? _path = options.Path();
    private readonly CheckValue? _value = options.Value();

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) =>
        new(Measure(context, cancellationToken));

    private ScorerResult Measure(ScoringContext context, CancellationToken cancellationToken)
    {
        if (_value!.Render(context, out string? unrendered) is not { } expected) { return ScorerResult.Unscored(unrendered!); }

        Subject subject = Subject.Of(context, _path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(EditDistance.Length(expected), trouble); }

        return EditDistance.Between(subject.Text, expected, cancellationToken) switch
        {
            null => ScorerResult.Unscored($"the texts are too long to compare: {subject.Text.Length} and {expected.Length} characters"),
            0 => ScorerResult.Of(0),
            { } edits => ScorerResult.Of(edits, $"{edits} edits between {Quote.Short(subject.Text)} and {Quote.Short(expected)}"),
        };
    }
}
