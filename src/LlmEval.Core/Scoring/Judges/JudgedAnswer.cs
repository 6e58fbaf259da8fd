using LlmEval.Model;
using LlmEval.Prompts;
using LlmEval.Running;

namespace LlmEval.Scoring.Judges;

/// <summary>An answer that a judge is to judge twice.</summary>
/// <param name="Values">The case's values.</param>
/// <param name="Sample">The sample; it has answers.</param>
/// <param name="Planned">The case as it was asked; null where nobody knows.</param>
internal sealed record JudgedAnswer(ITemplateValues Values, Sample Sample, PlannedCase? Planned)
{
    /// <summary>All samples of the case that were drawn together.</summary>
    public IReadOnlyList<Sample> Samples { get; init; } = [];

    /// <summary>The case's own check that gives the metric; null where it is the one of all.</summary>
    public BoundCheck? Check { get; init; }
}
