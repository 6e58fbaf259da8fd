using LlmEval.Scoring;
using Microsoft.Extensions.AI.Evaluation;

namespace LlmEval.MicrosoftEvaluation;

/// <summary>Gives the contexts of one answer to an evaluator.</summary>
/// <param name="context">The answer and what belongs to it.</param>
/// <param name="result">What the check says instead when it gives none: nothing to judge, or why it cannot be measured.</param>
/// <returns>The contexts, or null.</returns>
public delegate IReadOnlyList<EvaluationContext>? ContextSource(ScoringContext context, out ScorerResult result);
