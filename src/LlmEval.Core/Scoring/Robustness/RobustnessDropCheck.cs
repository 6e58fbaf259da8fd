using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Robustness;

/// <summary>
/// By how much scores fall from originals to perturbed variants: a paired t over templates. A drop above the threshold fails only if it is also shown to be above 0 (one-sided .05, Holm over the
/// metrics), unless the samples have no noise at all.
/// </summary>
internal static class RobustnessDropCheck
{
    public static CheckKind Kind { get; } = new()
    {
        Name = "robustness-drop",
        Summary = "The mean fall of scores from cases to their variants of 'perturb:', with a paired t interval; below 0 when variants do better.",
        Example = "robustness-drop: { of: category, threshold: 0.05 }",
        Source = "Paired t over cases, clustered (Miller 2024)",
        Unit = "score",
        IsBinary = false,
        HigherIsBetter = false,
        Minimum = double.MinValue,
        Maximum = double.PositiveInfinity,
        Threshold = null,
        TimeLimit = null,
        Shorthand = "threshold",
        Options = [PerturbOptions.Of],
        BindSuite = options =>
        {
            double? bound = ThresholdOption.Read(options);
            return PerturbOptions.Bind(options, byActual: false, (metrics, kinds) => Judge(metrics, kinds, bound));
        },
    };

    private static SuiteScorerResult Judge(ComparedMetrics compared, IReadOnlyList<KindComparison> kinds, double? bound)
    {
        IReadOnlyList<KindComparison> metrics = PerturbOptions.ByMetric(kinds);
        double[] drops = [.. metrics.Select(m => m.Pairs.Mean(Drop(m)))];
        PairedTResult?[] tests = [.. metrics.Select(m => m.Pairs.Test(Drop(m)))];
        int worst = Enumerable.Range(0, metrics.Count).MaxBy(i => drops[i]);
        PairedTResult? test = tests[worst];
        string interval = test is null ? string.Empty : $" [{Figures.Of(test.Lower)}, {Figures.Of(test.Upper)}]";
        double[] adjusted = Holm.Adjust([.. tests.Select(t => t?.PGreater ?? 0)]);
        bool Falls(int i) => drops[i] > bound + 1e-12
            && (adjusted[i] <= Noise.Alpha || metrics[i].Pairs.Against(Distances.Values, Distances.ValueFloor).Floor == 0);

        return SuiteScorerResult.Of(drops[worst], metrics.Sum(m => m.Pairs.Count), $"scores fall by {Figures.Of(drops[worst])}{interval} over {metrics[worst].Pairs.Count} variants ({metrics[worst].Metric})") with
        {
            Lower = test?.Lower,
            Upper = test?.Upper,
            Holds = bound is null ? null : !Enumerable.Range(0, metrics.Count).Any(Falls),
            Tables =
            [
                new SuiteTable("Fall of scores by kind of perturbation", ["metric", "kind", "variants", "original", "perturbed", "drop", "lower", "upper"],
                    [.. kinds.Select(k => (k, k.Pairs.Test(Drop(k)))).Select(k => (IReadOnlyList<string>)
                    [
                        k.k.Metric, k.k.Kind, Figures.Of(k.k.Pairs.Count), Figures.Of(k.k.Pairs.Mean((_, b) => b.Values.Average())), Figures.Of(k.k.Pairs.Mean((a, _) => a.Values.Average())),
                        Figures.Of(k.k.Pairs.Mean(Drop(k.k))), Figures.Of(k.Item2?.Lower), Figures.Of(k.Item2?.Upper),
                    ])]),
            ],
        };

        Func<SampledScores, SampledScores, double> Drop(KindComparison kind)
        {
            int direction = compared.Direction(kind.Metric);
            return (variant, original) => direction * (original.Values.Average() - variant.Values.Average());
        }
    }
}
