namespace LlmEval.Scoring.Judges;

/// <summary>The kinds of checks that a model judges.</summary>
internal static class JudgeChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        RubricCheck.Kind, RelevanceCheck.Kind, CoherenceCheck.Kind, FluencyCheck.Kind, CompletenessCheck.Kind, EquivalenceCheck.Kind, FactualityCheck.Kind, ClosedQaCheck.Kind,
        GroundednessCheck.Kind, GroundednessCheck.Faithfulness, AnswerRelevanceCheck.Kind, ContextRecallCheck.Kind, ContextRelevanceCheck.Kind,
        PairwiseCheck.Kind, HarmCheck.Kind, RefusalJudgeCheck.Kind, SelfConsistencyCheck.Kind, CitationEntailmentCheck.Precision, CitationEntailmentCheck.Recall,
    ];
}
