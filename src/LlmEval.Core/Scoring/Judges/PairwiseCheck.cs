namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>pairwise: "{{expected.answer}}"</c>: which of two answers is better, this one or the text it is compared with. The judge is asked in both orders; 1 when it prefers this answer in both, 0 when
/// it prefers the other in both, else a tie, 0.5. A judge that prefers a place and not an answer (a position flip) so gives ties, and the reason says it. Source: Zheng and others 2023 (MT-Bench), conservative form.
/// </summary>
internal sealed class PairwiseCheck : JudgeScorer
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "pairwise",
        Needs = ["first", "second"],
        Options =
        [
            new("first", 1, "the first answer is better"),
            new("second", 0, "the second answer is better"),
            new("tie", 0.5, "neither answer is clearly better"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Value = "reference", ValueAlias = "against" };

    private static readonly JudgeScale s_scale = new()
    {
        Words = new Dictionary<string, double>(StringComparer.Ordinal) { ["win"] = 1, ["tie"] = 0.5, ["loss"] = 0 },
        Levels = [0, 0.5, 1],
    };

    public static readonly CheckKind Kind = new()
    {
        Name = "pairwise",
        Summary = "Whether a judge prefers the answer to another text, asked in both orders: 1 win, 0.5 tie, 0 loss.",
        Example = "pairwise: { against: \"{{expected.answer}}\" }",
        Source = "Zheng and others 2023 (MT-Bench), both orders, only consistent wins count",
        Options = JudgeSetup.Options(s_needs, "The text that the answer is compared with."),
        Shorthand = "value",
        Unit = "preference",
        IsBinary = false,
        Threshold = 0.5,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = o =>
        {
            JudgeSetup setup = JudgeSetup.Read(o, s_needs, s_scale);
            BoundQuestion? question = BoundQuestion.Bind(s_question, o, setup.Judge);
            setup.ReadLabels(o, question);
            return question is null || o.Diagnostics.HasErrors ? null : new PairwiseCheck(setup, question);
        },
    };

    private readonly BoundQuestion _question;

    private PairwiseCheck(JudgeSetup setup, BoundQuestion question)
        : base(setup) => _question = question;

    protected override async ValueTask<ScorerResult> JudgeAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken)
    {
        if (material.Find("reference", out string? trouble) is not { } other) { return ScorerResult.Unscored(trouble!); }

        if (string.Equals(material.Answer, other, StringComparison.Ordinal)) { return ScorerResult.Of(0.5, "both texts are the same") with { Actual = "tie" }; }

        IReadOnlyList<JudgeReply> replies = await AskEachAsync(_question, Orders(material, other), attempt, cancellationToken).ConfigureAwait(false);
        if (replies.FirstOrDefault(r => r.Trouble is not null) is { Trouble: { } unjudged }) { return ScorerResult.Unscored(unjudged); }

        (string before, string after) = (replies[0].Verdict!.Word, replies[1].Verdict!.Word);
        (double value, string label, string how) = (before, after) switch
        {
            ("first", "second") => (1, "win", "the judge prefers the answer in both orders"),
            ("second", "first") => (0, "loss", "the judge prefers the other text in both orders"),
            ("tie", "tie") => (0.5, "tie", "the judge sees no difference"),
            ("first", "first") or ("second", "second") => (0.5, "tie", $"a tie, because the judge prefers whatever stands {before} (position flip)"),
            _ => (0.5, "tie", $"a tie, because the judge sees a difference in one order only ('{before}', then '{after}')"),
        };
        string lengths = FormattableString.Invariant($"length ratio {(other.Length == 0 ? double.PositiveInfinity : (double)material.Answer.Length / other.Length):0.00} ({material.Answer.Length} to {other.Length} characters)");
        return ScorerResult.Of(value, $"{how}: {replies[0].Reason} [{lengths}]") with { Actual = label };
    }

    protected override IEnumerable<ScoringRequest> Demand(JudgeMaterial material) =>
        Orders(material, material.Find("reference", out _) ?? string.Empty).SelectMany(m => Draft(_question, m));

    private static IEnumerable<JudgeMaterial> Orders(JudgeMaterial material, string other) =>
    [
        material.With("first", material.Answer).With("second", other),
        material.With("first", other).With("second", material.Answer),
    ];
}
