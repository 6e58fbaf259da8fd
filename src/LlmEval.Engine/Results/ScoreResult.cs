using LlmEval.Model;

namespace LlmEval.Engine;

/// <summary>What one check says of one sample.</summary>
public sealed record ScoreResult
{
    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>Whether there is a value.</summary>
    public required ScoreOutcome Outcome { get; init; }

    /// <summary>The raw score, in the metric's unit; null unless it was scored.</summary>
    public double? Value { get; init; }

    /// <summary>The raw score that passes, in the same unit; null where it is not known, as of scores that are the baseline's.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether the score reaches the threshold; false unless it was scored.</summary>
    public bool Passed { get; init; }

    /// <summary>Whether a case fails when the check fails; false for <c>gate: report</c> and for the metrics that every suite has.</summary>
    public bool Decides { get; init; }

    /// <summary>The cause in a sentence; may quote the answer. Empty for none.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>What was expected, where the check compares; null elsewhere.</summary>
    public string? Expected { get; init; }

    /// <summary>What came instead, where the check compares; null elsewhere.</summary>
    public string? Actual { get; init; }
}
