namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>context-recall: "{{expected.answer}}"</c>: the share of a reference answer's claims that the context supports: whether what was retrieved suffices to answer. Says nothing about the answer itself.
/// Source: RAGAS context recall (Es and others 2023); promptfoo's <c>context-recall</c>.
/// </summary>
internal static class ContextRecallCheck
{
    private static readonly JudgeNeeds s_needs = new() { Value = "reference", Context = true, Answer = false };

    public static readonly CheckKind Kind = new()
    {
        Name = "context-recall",
        Summary = "The share of a reference answer's claims that the context supports.",
        Example = "context-recall: { value: \"{{expected.answer}}\", threshold: 0.7 }",
        Source = "RAGAS (Es and others 2023), context recall; promptfoo, context-recall",
        Options = JudgeSetup.Options(s_needs, "The reference answer.", ClaimsScorer.More),
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.8,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = ClaimsScorer.Bind(GroundednessCheck.Question, s_needs),
    };
}
