using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>levenshtein: { value: "...", threshold: 5 }</c>: the answer is at most so many edits from a text, of several from the closest. The raw score is the
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
        Options = [TextOptions.References, TextOptions.Path],
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
    private readonly CheckReferences? _references = options.References();

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) =>
        new(Measure(context, cancellationToken));

    private ScorerResult Measure(ScoringContext context, CancellationToken cancellationToken)
    {
        if (_references!.Render(context, out string? unrendered) is not { } texts) { return ScorerResult.Unscored(unrendered!); }

        Subject subject = Subject.Of(context, _path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(texts.Min(EditDistance.Length), trouble); }

        (int Edits, string Text)? closest = null;
        foreach (string text in texts)
        {
            if (EditDistance.Between(subject.Text, text, cancellationToken) is { } edits && !(edits >= closest?.Edits)) { closest = (edits, text); }
        }

        return closest switch
        {
            null => ScorerResult.Unscored($"the texts are too long to compare: {subject.Text.Length} and {texts.Max(static t => t.Length)} characters"),
            (0, _) => ScorerResult.Of(0),
            var (edits, text) => ScorerResult.Of(edits, $"{edits} edits between {Quote.Short(subject.Text)} and {Quote.Short(text)}"),
        };
    }
}
