using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>self-consistency-judge: { threshold: 0.5 }</c>: how much the answer is contradicted by other answers of the same model to the same case: the mean of P(contradiction) over up to five of the other samples,
/// where the judge says consistent (0), unclear (0.5) or contradicts (1). What a model makes up it makes up anew each time. Lower is better. Source: SelfCheckGPT (Manakul and others 2023), answer against
/// answer.
/// </summary>
internal sealed class SelfConsistencyCheck : JudgeScorer
{
    private const int Most = 5;

    private static readonly JudgeQuestion s_question = new()
    {
        Name = "self-consistency",
        Needs = ["answer", "other"],
        Options =
        [
            new("consistent", 0, "nothing in the first text conflicts with the second; differences of wording, detail and order do not matter"),
            new("unclear", 0.5, "it cannot be said whether they conflict"),
            new("contradicts", 1, "the two texts state facts that cannot both be true"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Labels = false };

    public static readonly CheckKind Kind = new()
    {
        Name = "self-consistency-judge",
        Summary = "How much other samples of the same case contradict the answer, as a judge sees it; lower is better.",
        Example = "self-consistency-judge: { threshold: 0.3 }",
        Source = "SelfCheckGPT (Manakul and others 2023), with a judge, answer against answer",
        Options = JudgeSetup.Options(s_needs),
        Shorthand = "threshold",
        Unit = "ratio",
        IsBinary = false,
        HigherIsBetter = false,
        Threshold = 0.5,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = o =>
        {
            JudgeSetup setup = JudgeSetup.Read(o, s_needs, JudgeScale.Share);
            BoundQuestion? question = BoundQuestion.Bind(s_question, o, setup.Judge);
            return question is null || o.Diagnostics.HasErrors ? null : new SelfConsistencyCheck(setup, question);
        },
    };

    private readonly BoundQuestion _question;

    private SelfConsistencyCheck(JudgeSetup setup, BoundQuestion question)
        : base(setup, worst: 1) => _question = question;

    protected override async ValueTask<ScorerResult> JudgeAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken)
    {
        ScoringContext context = material.Context;
        string[] others =
        [
            .. context.Siblings.Where(s => s.Trouble is null && context.Turn < s.Turns.Count).OrderBy(s => s.Number)
                .Select(s => Subject.Of(new ScoringContext(s, context.Turn, context.Values), Setup.Path)).Where(s => s.Trouble is null && !string.IsNullOrWhiteSpace(s.Text))
                .Select(s => s.Text).Take(Most),
        ];
        if (others.Length == 0) { return ScorerResult.NotApplicable("there is no other sample of this case to compare with"); }

        // The same words need no judge.
        JudgeMaterial[] asked = [.. others.Where(o => !string.Equals(o, material.Answer, StringComparison.Ordinal)).Select(o => material.With("other", o))];
        IReadOnlyList<JudgeReply> replies = await AskEachAsync(_question, asked, attempt, cancellationToken).ConfigureAwait(false);
        if (replies.FirstOrDefault(r => r.Trouble is not null) is { Trouble: { } unjudged }) { return ScorerResult.Unscored(unjudged); }

        double sum = replies.Sum(r => r.Verdict!.Value);
        JudgeReply worst = replies.OrderByDescending(r => r.Verdict!.Value).FirstOrDefault();
        string why = worst.Verdict is { Value: > 0 } ? $": {worst.Reason}" : string.Empty;
        return ScorerResult.Of(sum / others.Length, FormattableString.Invariant($"{replies.Count(r => r.Verdict!.Value == 1)} of {others.Length} other samples contradict it{why}"));
    }

    protected override IEnumerable<ScoringRequest> Demand(JudgeMaterial material) => Draft(_question, material.With("other", material.Answer), Most);
}
