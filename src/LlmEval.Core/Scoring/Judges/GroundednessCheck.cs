namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>groundedness: { threshold: 0.8 }</c>, and <c>context-faithfulness</c> for those who know it by that name: the share of the answer's claims that the context supports. Each claim is supported,
/// contradicted or not mentioned; the evidence names every claim with its place in the answer. An answer without claims has nothing to judge. Source: RAGAS faithfulness (Es and others 2023).
/// </summary>
internal static class GroundednessCheck
{
    /// <summary>What is asked of each claim.</summary>
    public static readonly JudgeQuestion Question = new()
    {
        Name = "groundedness",
        Needs = ["claim", "context"],
        Options =
        [
            new("supported", 1, "the context states the claim, or the claim follows from what it states"),
            new("contradicted", 0, "the context states something that cannot be true together with the claim"),
            new("not-mentioned", 0, "the context neither states nor denies the claim, however true it may be elsewhere"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Context = true };

    public static readonly CheckKind Kind = new()
    {
        Name = "groundedness",
        Summary = "The share of the answer's claims that the context supports, claim by claim.",
        Example = "groundedness: { threshold: 0.8 }",
        Source = "RAGAS (Es and others 2023), faithfulness, with three verdicts a claim",
        Options = JudgeSetup.Options(s_needs, null, ClaimsScorer.More),
        Shorthand = "threshold",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.8,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = ClaimsScorer.Bind(Question, s_needs, () => ScorerResult.NotApplicable("the answer is empty and makes no claim")),
    };

    /// <summary>The same by promptfoo's name.</summary>
    public static readonly CheckKind Faithfulness = Kind with
    {
        Name = "context-faithfulness",
        Summary = "The share of the answer's claims that the context supports: 'groundedness' by promptfoo's name.",
        Example = "context-faithfulness: { threshold: 0.8 }",
        Source = "RAGAS (Es and others 2023), faithfulness; promptfoo, context-faithfulness",
    };
}
