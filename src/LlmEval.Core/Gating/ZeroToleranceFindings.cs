using LlmEval.Gating.Budgets;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What is told of what is never tolerated.</summary>
internal static class ZeroToleranceFindings
{
    public static IEnumerable<Finding> Of(GateInput input, IEnumerable<ZeroToleranceVerdict> verdicts)
    {
        foreach (ZeroToleranceVerdict verdict in verdicts)
        {
            string name = verdict.Bound.Metric;
            Metric? metric = input.Metrics.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal));
            if (!verdict.IsJudged)
            {
                if (input.JudgeOf(name) is null)
                {
                    yield return TimesHere.Finding(name, "zero tolerance", TimesHere.Why(input), metric, verdict.Bound.Location);
                    continue;
                }

                // What is wrong with a judge that does not agree with itself is told with its other findings.
                yield return Note(input.JudgeOf(name) is { IsAdvisory: true } ? Diagnostics.JudgeUnstable : Diagnostics.JudgeUncalibrated, Severity.Warning, [],
                    $"{name}: its zero tolerance is not judged, because a model judges it that {(input.JudgeOf(name) is { IsAdvisory: true } ? "disagrees with itself" : "was not compared with people. Give the check 'labels:' with at least 100 answers that people labelled")}.");
                continue;
            }

            if (verdict.Unscored.Count > 0)
            {
                yield return Note(Diagnostics.TooMuchUnscored, Severity.Error, verdict.Unscored,
                    $"{name}: {Names.Count(verdict.Unscored.Count, "case")} could not be scored, and with zero tolerance that is no pass: {Names.Few(verdict.Unscored)}. Mend the cause, which the report names, and run again.",
                    VerdictKind.Error);
            }

            if (verdict.Violations.Count > 0)
            {
                string since = input.Baseline is null ? "failed" : "failed that did not in the baseline";
                yield return Note(Diagnostics.ZeroTolerance, Severity.Error, verdict.Violations,
                    $"{name}: {Names.Count(verdict.Violations.Count, "case")} {since}, and failed again with a fresh sample: {Names.Few(verdict.Violations)}. This is never tolerated.{Known(verdict)}",
                    VerdictKind.ZeroTolerance);
            }
            else if (verdict.Known.Count > 0) { yield return Note(Diagnostics.ZeroTolerance, Severity.Message, verdict.Known, $"{name}: no new violation.{Known(verdict)}"); }

            if (verdict.Unstable.Count > 0)
            {
                yield return Note(Diagnostics.ZeroTolerance, Severity.Message, verdict.Unstable,
                    $"{name}: {Names.Count(verdict.Unstable.Count, "case")} failed once and passed when drawn again, so that it is unstable and no violation: {Names.Few(verdict.Unstable)}.");
            }

            Finding Note(DiagnosticDescriptor descriptor, Severity severity, IReadOnlyList<string> cases, string text, VerdictKind kind = VerdictKind.Pass) =>
                new(kind, descriptor, severity, metric, cases, text) { Location = verdict.Bound.Location };
        }
    }

    private static string Known(ZeroToleranceVerdict verdict) => verdict.Known.Count == 0 ? string.Empty
        : $" {Names.Count(verdict.Known.Count, "known violation")} in the baseline: {Names.Few(verdict.Known)}.";
}
