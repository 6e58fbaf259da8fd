namespace LlmEval.Scoring.Judges;

/// <summary><c>fluency</c>: the judge says whether the answer is well written, whatever it says. Source: Fabbri and others 2021 (SummEval), fluency.</summary>
internal static class FluencyCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "fluency",
        Needs = ["answer"],
        Options =
        [
            new("fluent", 1, "grammar, spelling and choice of words are those of a careful writer of that language"),
            new("partly", 0.5, "there are mistakes, and the text reads easily all the same"),
            new("not-fluent", 0, "mistakes make the text hard to read"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new();

    public static readonly CheckKind Kind = new()
    {
        Name = "fluency",
        Summary = "Whether the answer is well written in its language: 1 fluent, 0.5 partly, 0 not fluent.",
        Example = "fluency",
        Source = "Fabbri and others 2021 (SummEval), fluency",
        Options = JudgeSetup.Options(s_needs),
        Shorthand = "threshold",
        Unit = "grade",
        IsBinary = false,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = VerdictScorer.Bind(s_question, s_needs),
    };
}
