using System.Diagnostics;
using LlmEval.Model;

namespace LlmEval.Engine;

/// <summary>
/// Assertions on the score of a metric: of a case the mean over its samples, of a suite the mean over its cases. Samples with nothing to judge are left out of the mean; one that could not be scored fails
/// every assertion, and so do samples that all have nothing to judge.
/// </summary>
/// <typeparam name="T">What they go on with.</typeparam>
[StackTraceHidden]
public sealed class ScoreAssertions<T>
{
    private readonly T _next;
    private readonly string _subject;
    private readonly string _metric;
    private readonly IReadOnlyList<(ScoreOutcome Outcome, double? Value)> _scores;

    internal ScoreAssertions(T next, string subject, string metric, IReadOnlyList<(ScoreOutcome Outcome, double? Value)> scores) =>
        (_next, _subject, _metric, _scores) = (next, subject, metric, scores);

    /// <summary>The next assertion; that there are scores was already asserted.</summary>
    public T And => _next;

    /// <summary>The mean is a bound or more, up to rounding.</summary>
    /// <param name="bound">The bound, in the metric's unit.</param>
    /// <param name="because">Why it should be, as the end of a sentence.</param>
    public AndConstraint<T> AtLeast(double bound, string because = "") => Hold(m => m >= bound - Slack(bound), $"at least {AssertionText.Number(bound)}", because);

    /// <summary>The mean is a bound or less, up to rounding.</summary>
    /// <param name="bound">The bound, in the metric's unit.</param>
    /// <param name="because">Why it should be, as the end of a sentence.</param>
    public AndConstraint<T> AtMost(double bound, string because = "") => Hold(m => m <= bound + Slack(bound), $"at most {AssertionText.Number(bound)}", because);

    /// <summary>The mean lies between two bounds or is one of them, up to rounding.</summary>
    /// <param name="lower">The lower bound, in the metric's unit.</param>
    /// <param name="upper">The upper bound.</param>
    /// <param name="because">Why it should, as the end of a sentence.</param>
    public AndConstraint<T> Between(double lower, double upper, string because = "") => lower <= upper
        ? Hold(m => m >= lower - Slack(lower) && m <= upper + Slack(upper), $"between {AssertionText.Number(lower)} and {AssertionText.Number(upper)}", because)
        : throw new ArgumentException("The lower bound is above the upper one.", nameof(lower));

    /// <summary>The mean is a value.</summary>
    /// <param name="value">The value, in the metric's unit.</param>
    /// <param name="tolerance">How far off it may be; scores are kept with six decimals.</param>
    /// <param name="because">Why it should be, as the end of a sentence.</param>
    public AndConstraint<T> EqualTo(double value, double tolerance = 1e-6, string because = "") => Hold(m => Math.Abs(m - value) <= tolerance + Slack(value), $"{AssertionText.Number(value)}", because);

    // The rounding of a sum is no reason to fail, and no bound is met by NaN.
    private static double Slack(double bound) => 1e-9 * Math.Max(1, Math.Abs(bound));

    private AndConstraint<T> Hold(Func<double, bool> holds, string what, string because)
    {
        double[] values = [.. _scores.Where(s => s is { Outcome: ScoreOutcome.Scored, Value: not null }).Select(s => s.Value!.Value)];
        bool isUnscored = _scores.Any(s => s.Outcome == ScoreOutcome.Unscored || (s.Outcome == ScoreOutcome.Scored && s.Value is null));
        double? mean = values.Length > 0 && !isUnscored ? values.Average() : null;
        if (mean is { } known && holds(known)) { return new AndConstraint<T>(_next); }

        string found = isUnscored ? "it could not be scored" : mean is { } value ? $"it is {AssertionText.Number(value)}" : "there was nothing to judge";
        string all = _scores.Count > 1 ? $" (the mean over {_scores.Count} samples: {string.Join(", ", _scores.Select(AssertionText.Score))})" : string.Empty;
        throw new LlmEvalAssertionException($"Expected {_metric} of {_subject} to be {what}{AssertionText.Because(because)}, but {found}{all}.");
    }
}
