using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// Whether a metric has nothing to judge in more cases than it had in the baseline: a model that stops making claims would else pass by saying nothing. Of the compared cases
/// at least <see cref="LeastMore"/> more, and Fisher's exact test, one-sided, within <see cref="ErrorBudget.NotApplicable"/>, divided by the metrics that could show such a rise and by the suites of the build.
/// </summary>
internal static class NotApplicableRule
{
    /// <summary>A rise by fewer cases is never told.</summary>
    public const int LeastMore = 3;

    /// <summary>Judges counts over the same cases.</summary>
    /// <param name="before">Cases with nothing to judge in the baseline.</param>
    /// <param name="now">Cases with nothing to judge now.</param>
    /// <param name="of">Cases that had or have a value or nothing to judge in both.</param>
    /// <param name="alpha">Up to this probability the rise is no chance.</param>
    public static bool Rose(int before, int now, int of, double alpha) =>
        now - before >= LeastMore && FisherExact.Fewer(of - now, of, of - before, of) <= alpha;
}
