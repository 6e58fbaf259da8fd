using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;

namespace LlmEval.Scoring.Judges;

/// <summary>An answer with the label that a person gave it.</summary>
internal sealed record LabelledAnswer
{
    /// <summary>Its variables and expected values, as a case.</summary>
    public required EvalCase Case { get; init; }

    /// <summary>The answer.</summary>
    public required Answer Answer { get; init; }

    /// <summary>What the model had been sent.</summary>
    public required IReadOnlyList<ChatTurn> Input { get; init; }

    /// <summary>Whether the person passes it, where the label says just that.</summary>
    public bool? Passes { get; init; }

    /// <summary>The label on the kind's scale, where it is on it.</summary>
    public double? Value { get; init; }

    /// <summary>The label as one of the judge's words, where it is one.</summary>
    public string? Word { get; init; }
}
