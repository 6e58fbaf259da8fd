using LlmEval.Scoring;

namespace CustomScorer.Checks;

/// <summary>What the item LlmEvaluator finds in this assembly.</summary>
public sealed class Checks : IEvaluatorPlugin
{
    public IReadOnlyList<CheckKind> Kinds { get; } = [ReadingGrade.Kind];
}
