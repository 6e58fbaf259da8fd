using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// Whether a metric has nothing to judge in more cases than it had in the baseline: a model that stops making claims would else pass by saying nothing. Of the compared cases
/// at least <see cref="LeastMore"/> more, and Fisher's exact test, one-sided, below <see cref="Alpha"/>.
/// </summary>
internal static class NotApplicableRule
{
    /// <summary>Below this probability the rise is no chance.</summary>
    public const double Alpha = 0.01;

    /// <summary>A rise by fewer cases is never told.</summary>
    public const int LeastMore = 3;

    /// <summary>Judges counts over the same cases.</summary>
    /// <param name="before">Cases with nothing to judge in the baseline.</param>
    /// <param name="now">Cases with nothing to judge now.</param>
    /// <param name="of">Cases that had or have a value or nothing to judge in both.</param>
    public static (bool Rose, double P) Judge(int before, int now, int of)
    {
        double p = FisherExact.Fewer(of - now, of, of - before, of);
        return (now - before >= LeastMore && p < Alpha, p);
    }
}
