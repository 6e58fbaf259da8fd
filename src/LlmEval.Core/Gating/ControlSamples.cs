using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>
/// What the baseline's own requests are answered now: the control that tells a model that changed under its name from a change of the project's. Either rows, or that the present
/// answers are such answers themselves, or why nobody looked.
/// </summary>
public sealed record ControlSamples
{
    /// <summary>Rows of fresh samples of the baseline's requests, by case; cells in the order of <see cref="GateInput.Metrics"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ScoreCell[]>> Rows { get; init; } = new Dictionary<string, IReadOnlyList<ScoreCell[]>>(StringComparer.Ordinal);

    /// <summary>Whether every compared case's present request is the baseline's own, drawn anew: then the fall itself is one of the baseline's prompt.</summary>
    public bool IsPresent { get; init; }

    /// <summary>Why the model was not checked, as a clause without a full stop; null when it was.</summary>
    public string? NotChecked { get; init; }
}
