using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>What a scorer found in one answer, before <c>not-</c> and the threshold.</summary>
public readonly record struct ScorerResult
{
    private readonly ScoreOutcome? _outcome;

    private ScorerResult(ScoreOutcome outcome, double value, bool isLost, string? reason) =>
        (_outcome, Value, IsLost, Reason) = (outcome, value, isLost, reason);

    /// <summary>Whether there is a value. A result that was never made (<c>default</c>) has none.</summary>
    public ScoreOutcome Outcome => _outcome ?? ScoreOutcome.Unscored;

    /// <summary>The raw value, in the unit and range of the kind.</summary>
    public double Value { get; }

    /// <summary>
    /// Whether the answer lacks what the check needs to look at (no JSON, nothing at the path): it then fails both the check
    /// and its <c>not-</c> form.
    /// </summary>
    public bool IsLost { get; }

    /// <summary>What came, for a person; may be null when the check passes.</summary>
    public string? Reason { get; }

    /// <summary>The places in the answer that it rests on, in their order; empty where there are none.</summary>
    public IReadOnlyList<Evidence> Evidence { get => field ?? []; init; }

    /// <summary>What was expected, where the check compares with a text or a label: metrics over the suite are made of it.</summary>
    public string? Expected { get; init; }

    /// <summary>What came, where the check compares.</summary>
    public string? Actual { get; init; }

    /// <summary>A value. NaN, an infinite value or one out of the kind's range becomes unscored.</summary>
    public static ScorerResult Of(double value, string? reason = null) => new(ScoreOutcome.Scored, value, false, reason);

    /// <summary>The answer lacks what the check looks at, by the model's own doing: a fail in either form.</summary>
    /// <param name="value">The value to report for a metric that is not binary: the worst that makes sense.</param>
    /// <param name="reason">What is missing.</param>
    public static ScorerResult Lost(double value, string reason) => new(ScoreOutcome.Scored, value, true, reason);

    /// <summary>It could not be measured, by no fault of the answer.</summary>
    public static ScorerResult Unscored(string cause) => new(ScoreOutcome.Unscored, 0, false, cause);

    /// <summary>There is nothing to judge.</summary>
    public static ScorerResult NotApplicable(string cause) => new(ScoreOutcome.NotApplicable, 0, false, cause);
}
