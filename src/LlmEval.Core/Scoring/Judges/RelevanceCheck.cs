namespace LlmEval.Scoring.Judges;

/// <summary><c>relevance</c>: the judge says whether the answer addresses the question. Source: Zheng and others 2023 (MT-Bench), one criterion a call.</summary>
internal static class RelevanceCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "relevance",
        Needs = ["answer", "question"],
        Options =
        [
            new("relevant", 1, "the answer addresses what was asked, and little else"),
            new("partly", 0.5, "the answer addresses only a part of what was asked, or much of it is beside the point"),
            new("off-topic", 0, "the answer does not address what was asked"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new();

    public static readonly CheckKind Kind = new()
    {
        Name = "relevance",
        Summary = "Whether the answer answers the question that was asked: 1 relevant, 0.5 partly, 0 off topic.",
        Example = "relevance",
        Source = "Zheng and others 2023 (MT-Bench), one criterion a call",
        Options = JudgeSetup.Options(s_needs),
        Shorthand = "threshold",
        Unit = "grade",
        IsBinary = false,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = VerdictScorer.Bind(s_question, s_needs),
    };
}
