using LlmEval.Binding;
using LlmEval.Models;

namespace LlmEval.Evaluating;

/// <summary>What tests hand over of a suite, in the place of a model that is asked.</summary>
/// <param name="Cases">The cases that are judged, read once.</param>
internal sealed record HandedOver(IReadOnlyList<BoundCase> Cases)
{
    /// <summary>Asks the code under test; null when it can no longer be asked.</summary>
    public IAnswerSource? Code { get; init; }

    /// <summary>The most samples that the code answers; null for as many as are wanted.</summary>
    public int? Most { get; init; }

    /// <summary>What was drawn, by the place of the case; null for a case that no test handed over.</summary>
    public IReadOnlyList<HandedCase?> Drawn { get; init; } = [];

    /// <summary>Why cases were not handed over whole, in a sentence; null when nothing is to be said.</summary>
    public string? Why { get; init; }
}
