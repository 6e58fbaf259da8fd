using System.Diagnostics;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Engine;

/// <summary>Assertions on what a suite came to. Each throws <see cref="LlmEvalAssertionException"/>; what could not be judged never passes.</summary>
[StackTraceHidden]
public sealed class SuiteAssertions
{
    internal SuiteAssertions(SuiteResult subject) => Subject = subject;

    /// <summary>The result.</summary>
    public SuiteResult Subject { get; }

    private bool IsJudged => Subject.Kind is not (VerdictKind.NotEvaluated or VerdictKind.ModelMissing or VerdictKind.Error);

    /// <summary>The verdict is no failure, as loud as the project wants its findings, and it was judged.</summary>
    /// <param name="because">Why it should, as the end of a sentence.</param>
    public AndConstraint<SuiteAssertions> Pass(string because = "") => Hold(!Subject.IsRed && IsJudged, "pass", because);

    /// <summary>No metric fell against the baseline, no case was lost, and it was judged. A suite without a baseline cannot have regressed.</summary>
    /// <param name="because">Why it should not, as the end of a sentence.</param>
    public AndConstraint<SuiteAssertions> NotRegress(string because = "") =>
        Hold(IsJudged && Subject.Kind is not (VerdictKind.Regression or VerdictKind.MustPass or VerdictKind.ModelChanged or VerdictKind.Vanished or VerdictKind.Incomparable)
            && Subject.Metrics.All(m => m.State != MetricState.Fell), "not regress", because);

    /// <summary>The suite has a metric; goes on with what it should be, by its mean over all cases.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="because">Why it should have it, as the end of a sentence.</param>
    public ScoreAssertions<SuiteAssertions> HaveScore(string metric, string because = "")
    {
        string name = AssertionText.Name(Subject.Suite, Subject.Model, null);
        MetricResult found = Subject.Metrics.FirstOrDefault(m => m.Name == metric)
            ?? throw AssertionText.Missing(name, metric, [.. Subject.Metrics.Select(m => m.Name)], because, Subject.Metrics.Count == 0 ? Subject.Message : null);
        bool isScored = found is { Mean: not null, UnscoredSamples: 0 };
        return new ScoreAssertions<SuiteAssertions>(this, name, metric, [(isScored ? ScoreOutcome.Scored : ScoreOutcome.Unscored, found.Mean)]);
    }

    private AndConstraint<SuiteAssertions> Hold(bool holds, string what, string because) => holds ? new AndConstraint<SuiteAssertions>(this)
        : throw new LlmEvalAssertionException(
            $"Expected {AssertionText.Name(Subject.Suite, Subject.Model, null)} to {what}{AssertionText.Because(because)}, but its verdict is {Subject.Verdict}."
            + (Subject.FailureMessage.Length > 0 ? Environment.NewLine + Subject.FailureMessage : Subject.Message.Length > 0 ? " " + Subject.Message : string.Empty));
}
