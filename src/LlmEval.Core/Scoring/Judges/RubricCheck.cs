namespace LlmEval.Scoring.Judges;

/// <summary><c>llm-rubric: "Names the deadline and says whom to call"</c>: the judge says whether the answer meets a rubric of the author's. One rubric is one criterion: write two checks for two. Source: promptfoo, llm-rubric.</summary>
internal static class RubricCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "llm-rubric",
        Needs = ["answer", "rubric"],
        Options =
        [
            new("met", 1, "the answer does everything that the rubric asks"),
            new("partly", 0.5, "the answer does a part of what the rubric asks, or does it with flaws"),
            new("not-met", 0, "the answer does not do what the rubric asks"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Value = "rubric" };

    public static readonly CheckKind Kind = new()
    {
        Name = "llm-rubric",
        Summary = "Whether the answer meets a rubric in plain words: 1 met, 0.5 partly, 0 not met.",
        Example = "llm-rubric: \"Names the deadline and says whom to call\"",
        Source = "promptfoo, llm-rubric",
        Options = JudgeSetup.Options(s_needs, "What the answer must do, in plain words."),
        Shorthand = "value",
        Unit = "grade",
        IsBinary = false,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = VerdictScorer.Bind(s_question, s_needs),
    };
}
