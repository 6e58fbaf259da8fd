namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>answer-relevance: { threshold: 0.8 }</c>: the share of the answer's claims that bear on the question. Other tools measure it by the similarity of questions that a model makes up for the answer;
/// this one needs no embeddings and shows which claims are beside the point. Source: the statements' share of DeepEval's answer relevancy; name of promptfoo's <c>answer-relevance</c>.
/// </summary>
internal static class AnswerRelevanceCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "answer-relevance",
        Needs = ["claim", "question"],
        Options =
        [
            new("relevant", 1, "the statement answers the question, a part of it, or says something that is needed to answer it"),
            new("irrelevant", 0, "the question can be answered as well without the statement"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new();

    public static readonly CheckKind Kind = new()
    {
        Name = "answer-relevance",
        Summary = "The share of the answer's claims that bear on the question, claim by claim.",
        Example = "answer-relevance: { threshold: 0.8 }",
        Source = "share of relevant statements, as in DeepEval; the name is promptfoo's",
        Options = JudgeSetup.Options(s_needs, null, ClaimsScorer.More),
        Shorthand = "threshold",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.8,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = ClaimsScorer.Bind(s_question, s_needs),
    };
}
