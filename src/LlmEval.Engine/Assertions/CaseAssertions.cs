using System.Diagnostics;
using LlmEval.Reporting.Formats;

namespace LlmEval.Engine;

/// <summary>Assertions on what a case came to. Each throws <see cref="LlmEvalAssertionException"/>; what could not be scored never passes.</summary>
[StackTraceHidden]
public sealed class CaseAssertions
{
    internal CaseAssertions(CaseResult subject) => Subject = subject;

    /// <summary>The result.</summary>
    public CaseResult Subject { get; }

    /// <summary>
    /// The case is not red (see <see cref="CaseResult.IsRed"/>), and was judged. A known failure passes: it is not the fault of this change. A framework skips such a test by <see cref="CaseResult.SkipReason"/>.
    /// </summary>
    /// <param name="because">Why it should, as the end of a sentence.</param>
    public AndConstraint<CaseAssertions> Pass(string because = "") =>
        Hold(!Subject.IsRed && Subject.State is not (CaseState.Unscored or CaseState.NotEvaluated or CaseState.Skipped), "pass", because);

    /// <summary>
    /// The gate did not confirm the case as lost against the baseline, and it was judged. A case that the baseline does not have regresses when a check of it fails.
    /// </summary>
    /// <param name="because">Why it should not, as the end of a sentence.</param>
    public AndConstraint<CaseAssertions> NotRegress(string because = "") =>
        Hold(Subject.State is CaseState.Passed or CaseState.KnownFailure, "not regress", because);

    /// <summary>The case fails as it did in the baseline.</summary>
    /// <param name="because">Why it should, as the end of a sentence.</param>
    public AndConstraint<CaseAssertions> BeKnownFailure(string because = "") => Hold(Subject.State == CaseState.KnownFailure, "be a known failure", because);

    /// <summary>The case has scores of a metric; goes on with what they should be, by their mean over the samples.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="because">Why it should have them, as the end of a sentence.</param>
    public ScoreAssertions<CaseAssertions> HaveScore(string metric, string because = "")
    {
        ScoreResult[] scores = [.. Subject.Samples.SelectMany(s => s.Scores).Where(s => s.Metric == metric)];
        string name = AssertionText.Name(Subject.Suite, Subject.Model, Subject.CaseId);
        if (scores.Length == 0)
        {
            string[] known = [.. Subject.Samples.SelectMany(s => s.Scores).Select(s => s.Metric).Distinct(StringComparer.Ordinal)];
            throw AssertionText.Missing(name, metric, known, because, Subject.Samples.Count == 0 ? Subject.Message ?? "there is no sample" : null);
        }

        return new ScoreAssertions<CaseAssertions>(this, name, metric, [.. scores.Select(s => (s.Outcome, s.Value))]);
    }

    private AndConstraint<CaseAssertions> Hold(bool holds, string what, string because) => holds ? new AndConstraint<CaseAssertions>(this)
        : throw new LlmEvalAssertionException(
            $"Expected {AssertionText.Name(Subject.Suite, Subject.Model, Subject.CaseId)} to {what}{AssertionText.Because(because)}, but it is {AssertionText.Words(Subject.State)}."
            + (Subject.FailureMessage.Length > 0 ? Environment.NewLine + Subject.FailureMessage : Subject.Message is { } message ? " " + message : string.Empty));
}
