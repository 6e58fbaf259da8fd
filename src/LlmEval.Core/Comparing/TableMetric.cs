using LlmEval.Model;

namespace LlmEval.Comparing;

/// <summary>A metric of a <see cref="ScoreTable"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Unit of its scores.</param>
/// <param name="IsBinary">Whether every score is 0 or 1.</param>
/// <param name="HigherIsBetter">Whether a larger score is better.</param>
public sealed record TableMetric(string Name, string Unit, bool IsBinary, bool HigherIsBetter)
{
    /// <summary>Whether it counts: it is compared with baselines or fails its case.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>Hash of what decided its scores; null where the file does not say (an earlier version).</summary>
    public string? ScorerKey { get; init; }

    /// <summary>Whether values are shares from 0 to 1.</summary>
    public bool IsShare => IsBinary || Unit is "pass" or "ratio";

    /// <summary>As the gate's texts take it.</summary>
    internal Metric ToMetric() => new()
    {
        Name = Name, Check = Name, Location = Location.None, Unit = Unit, IsBinary = IsBinary, HigherIsBetter = HigherIsBetter, ScorerKey = ScorerKey ?? string.Empty,
    };
}
