namespace LlmEval.Scoring.Judges;

/// <summary><c>completeness: "{{expected.answer}}"</c>: the judge says whether everything of a reference is in the answer. Source: our definition: recall of a reference's points, three levels.</summary>
internal static class CompletenessCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "completeness",
        Needs = ["answer", "reference"],
        Options =
        [
            new("complete", 1, "every point of the reference that matters is in the answer"),
            new("partly", 0.5, "the main point is there, and others are missing"),
            new("incomplete", 0, "the main point of the reference is missing"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Value = "reference" };

    public static readonly CheckKind Kind = new()
    {
        Name = "completeness",
        Summary = "Whether the answer has everything that a reference says: 1 complete, 0.5 partly, 0 incomplete.",
        Example = "completeness: \"{{expected.answer}}\"",
        Source = "our definition: recall of a reference's points, three levels",
        Options = JudgeSetup.Options(s_needs, "The reference: a text with everything that the answer must say."),
        Shorthand = "value",
        Unit = "grade",
        IsBinary = false,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = VerdictScorer.Bind(s_question, s_needs),
    };
}
