namespace LlmEval.Scoring.Judges;

/// <summary><c>equivalence: "{{expected.answer}}"</c>: the judge says whether answer and reference mean the same. Source: our definition: entailment in both directions.</summary>
internal static class EquivalenceCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "equivalence",
        Needs = ["answer", "reference"],
        Options =
        [
            new("equivalent", 1, "each of the two texts follows from the other: they answer the question with the same facts, whatever the wording"),
            new("different", 0, "one of them says something of weight that the other does not say or denies"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Value = "reference" };

    public static readonly CheckKind Kind = new()
    {
        Name = "equivalence",
        Summary = "Whether the answer means the same as a reference.",
        Example = "equivalence: \"{{expected.answer}}\"",
        Source = "our definition: entailment in both directions",
        Options = JudgeSetup.Options(s_needs, "The text that the answer must mean the same as."),
        Shorthand = "value",
        TimeLimit = JudgeScorer.LongestTime,
        Bind = VerdictScorer.Bind(s_question, s_needs),
    };
}
