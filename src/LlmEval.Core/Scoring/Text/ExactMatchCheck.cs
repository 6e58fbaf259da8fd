namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>exact-match: "..."</c>: the answer is, by SQuAD's normalisation (<see cref="Squad"/>), one of the texts. An empty text stands for a question without an answer.
/// </summary>
internal sealed class ExactMatchCheck : BinaryScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "exact-match",
        Summary = "The answer is one of the texts, without case, punctuation and articles.",
        Example = "exact-match: \"{{expected.answer}}\"",
        Source = "Rajpurkar et al. 2018, SQuAD 2.0",
        Options = [TextOptions.References, TextOptions.Path],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new ExactMatchCheck(o),
    };

    private readonly CheckReferences? _references;
    private readonly Func<string, bool>? _isExact;

    private ExactMatchCheck(CheckOptions options)
        : base(options)
    {
        _references = options.References();
        if (_references?.Constants is { } texts) { _isExact = new SquadReference(texts).IsExact; }
    }

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (_references!.Render(context, out string? trouble) is not { } texts) { return ScorerResult.Unscored(trouble!); }

        if (_isExact is not null) { return Result(_isExact(subject.Text), subject, texts, Condition); }

        using SquadReference reference = new(texts);
        return Result(reference.IsExact(subject.Text), subject, texts, Condition);
    }

    private static string Condition(IReadOnlyList<string> texts) =>
        $"match {Quote.Short(texts[0])}{(texts.Count == 1 ? string.Empty : $" or one of {texts.Count - 1} more")} but for case, punctuation and articles";
}
