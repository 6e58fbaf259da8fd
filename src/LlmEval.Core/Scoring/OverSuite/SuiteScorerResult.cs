using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>What a scorer found over a suite, before the threshold.</summary>
public sealed record SuiteScorerResult
{
    /// <summary>Whether there is a value.</summary>
    public required ScoreOutcome Outcome { get; init; }

    /// <summary>The value, in the unit of the kind.</summary>
    public double Value { get; init; }

    /// <summary>Lower end of the two-sided 95% interval, where the method has one.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public double? Upper { get; init; }

    /// <summary>How many samples, cases or groups it rests on.</summary>
    public int Count { get; init; }

    /// <summary>What it comes from, or the cause, for a person.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Whether it holds by a test of the scorer's own (an equivalence test), which then decides instead of the threshold; null to leave it to the threshold.</summary>
    public bool? Holds { get; init; }

    /// <summary>The value by tag, in order of the tags.</summary>
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>What belongs to it and is no single number.</summary>
    public IReadOnlyList<SuiteTable> Tables { get; init; } = [];

    /// <summary>A value.</summary>
    public static SuiteScorerResult Of(double value, int count, string reason) => new() { Outcome = ScoreOutcome.Scored, Value = value, Count = count, Reason = reason };

    /// <summary>It could not be measured.</summary>
    public static SuiteScorerResult Unscored(string cause) => new() { Outcome = ScoreOutcome.Unscored, Reason = cause };

    /// <summary>There is nothing to measure.</summary>
    public static SuiteScorerResult NotApplicable(string cause) => new() { Outcome = ScoreOutcome.NotApplicable, Reason = cause };
}
