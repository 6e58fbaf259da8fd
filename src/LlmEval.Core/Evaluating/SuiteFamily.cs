using LlmEval.Gating;

namespace LlmEval.Evaluating;

/// <summary>
/// The suites x models that one build judges afresh. The stated rate of false alarms is one of the build, so that their thresholds are divided by their number (Bonferroni), and,
/// step by step, by the number of those that did not fail (Holm, Scandinavian Journal of Statistics 6, 1979: when all p-values up to one are at most alpha / m, alpha / (m - 1) ..., they are rejected together).
/// </summary>
internal static class SuiteFamily
{
    /// <summary>Whether a suite is one of the family: something of it is compared with a baseline.</summary>
    public static bool Has(GateInput input) => input.Baseline is { } baseline
        && (input.Metrics.Any(m => input.Plan.Regression.Compares(m) && baseline.IndexOfMetric(m.Name) >= 0) || input.Plan.Budget?.Bounds.Any(b => b.Rise is not null) == true);

    /// <summary>Whether it came to a judgement: what has no answers was not tested.</summary>
    public static bool WasJudged(Verdict verdict) => verdict.Kind is not (VerdictKind.NotEvaluated or VerdictKind.ModelMissing);

    /// <summary>Whether a comparison whose threshold is divided says that something got worse.</summary>
    public static bool IsRejected(Verdict verdict) =>
        verdict.Metrics.Any(m => m is { State: MetricState.Fell, AdjustedPValue: not null } || m.Suspects.Any(s => s.IsLost));

    /// <summary>
    /// Steps down: judges again, with thresholds divided by fewer, what did not fail, until nothing more does.
    /// </summary>
    /// <typeparam name="T">A suite and model.</typeparam>
    /// <param name="judged">Those that came to a judgement.</param>
    /// <param name="familyOf">What its thresholds were divided by.</param>
    /// <param name="verdictOf">Its verdict.</param>
    /// <param name="judgeAgain">Judges it once more as one of so many.</param>
    public static async Task StepDownAsync<T>(IReadOnlyList<T> judged, Func<T, int> familyOf, Func<T, Verdict> verdictOf, Func<T, int, Task> judgeAgain)
    {
        while (true)
        {
            int family = judged.Count(j => !IsRejected(verdictOf(j)));
            T[] others = [.. judged.Where(j => !IsRejected(verdictOf(j)) && familyOf(j) > family)];
            if (others.Length == 0) { return; }

            foreach (T other in others) { await judgeAgain(other, family).ConfigureAwait(false); }
        }
    }
}
