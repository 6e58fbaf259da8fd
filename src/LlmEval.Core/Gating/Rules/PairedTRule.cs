using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// Sampled answers and graded scores: a one-sided paired t over case means. The metric fell when p is at most alpha and the mean
/// fell by at least the smallest effect that counts. One test a metric; the stated alpha is that of one metric.
/// </summary>
internal sealed class PairedTRule : IRegressionRule
{
    public string Name => "paired t";

    public RuleResult Judge(PairedMetric pairs, RegressionSettings settings)
    {
        PairedTResult? test = PairedT.Test(pairs.Differences(oriented: true));
        return new RuleResult
        {
            State = test is null ? MetricState.TooFew : State(test, SmallestEffect(pairs, settings), settings.Alpha),
            PValue = test?.PLess,
            Lost = pairs.Ids(pairs.Changed(-1)),
            Won = pairs.Ids(pairs.Changed(1)),
        };
    }

    private static MetricState State(PairedTResult test, double effect, double alpha)
    {
        // A difference of exactly nothing is never a change, also when the smallest effect is 0.
        double least = Math.Max(effect - 1e-12, double.Epsilon);
        return test.PLess <= alpha && test.Mean <= -least ? MetricState.Fell
            : test.PGreater <= alpha && test.Mean >= least ? MetricState.Rose
            : MetricState.Held;
    }

    private static double SmallestEffect(PairedMetric pairs, RegressionSettings settings) =>
        pairs.Metric.IsBinary || pairs.Metric.Unit is "pass" or "ratio"
            ? settings.MinEffect : settings.MinEffect * Math.Abs(pairs.MeanBefore);
}
