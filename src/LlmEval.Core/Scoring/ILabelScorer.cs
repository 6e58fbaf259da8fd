namespace LlmEval.Scoring;

/// <summary>A scorer that compares an answer with a label, and so can say what was expected even where there is no answer to compare.</summary>
internal interface ILabelScorer
{
    /// <summary>The label that is expected; null when it cannot be said.</summary>
    /// <param name="context">The answer and the case around it.</param>
    string? Expected(ScoringContext context);
}
