namespace LlmEval.Scoring.Judges;

/// <summary><c>coherence</c>: the judge says whether the answer hangs together. Source: Fabbri and others 2021 (SummEval), coherence.</summary>
internal static class CoherenceCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "coherence",
        Needs = ["answer"],
        Options =
        [
            new("coherent", 1, "the sentences follow from one another, the order makes sense and nothing contradicts itself"),
            new("partly", 0.5, "the answer can be followed, with jumps, repetitions or a small contradiction"),
            new("incoherent", 0, "the answer cannot be followed or contradicts itself in what matters"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new();

    public static readonly CheckKind Kind = new()
    {
        Name = "coherence",
        Summary = "Whether the answer hangs together and does not contradict itself: 1 coherent, 0.5 partly, 0 incoherent.",
        Example = "coherence",
        Source = "Fabbri and others 2021 (SummEval), coherence",
        Options = JudgeSetup.Options(s_needs),
        Shorthand = "threshold",
        Unit = "grade",
        IsBinary = false,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = VerdictScorer.Bind(s_question, s_needs),
    };
}
