namespace LlmEval.Model;

/// <summary>What one check says of one sample.</summary>
public sealed record Score
{
    /// <summary>The metric's name, unique in its suite.</summary>
    public required string Metric { get; init; }

    /// <summary>Whether there is a value.</summary>
    public required ScoreOutcome Outcome { get; init; }

    /// <summary>The raw value; meaningful only when <see cref="Outcome"/> is <see cref="ScoreOutcome.Scored"/>. Never NaN.</summary>
    public double Value { get; init; }

    /// <summary>Whether the value reaches the check's threshold; false unless scored.</summary>
    public bool Passed { get; init; }

    /// <summary>The cause, for a person: what was expected and what came.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>What was expected, where the check compares with a text or a label; null elsewhere.</summary>
    public string? Expected { get; init; }

    /// <summary>What came instead or as well, where the check compares; null elsewhere.</summary>
    public string? Actual { get; init; }

    /// <summary>The places in the judged answer that it rests on; empty where there are none.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>A score with a value. A NaN or infinite value becomes unscored: it is never a pass or a zero.</summary>
    public static Score Of(string metric, double value, bool passed, string reason) => double.IsFinite(value)
        ? new Score { Metric = metric, Outcome = ScoreOutcome.Scored, Value = value, Passed = passed, Reason = reason }
        : Unscored(metric, "the scorer gave a value that is not a finite number");

    /// <summary>No score, with the cause.</summary>
    public static Score Unscored(string metric, string cause) =>
        new() { Metric = metric, Outcome = ScoreOutcome.Unscored, Reason = cause };

    /// <summary>Nothing to judge.</summary>
    public static Score NotApplicable(string metric, string cause) =>
        new() { Metric = metric, Outcome = ScoreOutcome.NotApplicable, Reason = cause };
}
