namespace LlmEval.Scoring.Judges;

/// <summary><c>model-graded-closedqa: "Is polite and gives a number"</c>: the judge says whether the answer meets a criterion. Source: OpenAI evals, closedqa; promptfoo, model-graded-closedqa.</summary>
internal static class ClosedQaCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "model-graded-closedqa",
        Needs = ["answer", "criteria", "question"],
        Options =
        [
            new("yes", 1, "the answer meets the criterion in full"),
            new("no", 0, "the answer does not meet the criterion, or not in full"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Value = "criteria" };

    public static readonly CheckKind Kind = new()
    {
        Name = "model-graded-closedqa",
        Summary = "Whether the answer meets a criterion, yes or no.",
        Example = "model-graded-closedqa: \"Is polite and gives a number\"",
        Source = "OpenAI evals, closedqa; promptfoo, model-graded-closedqa",
        Options = JudgeSetup.Options(s_needs, "The criterion."),
        Shorthand = "value",
        TimeLimit = JudgeScorer.LongestTime,
        Bind = VerdictScorer.Bind(s_question, s_needs),
    };
}
