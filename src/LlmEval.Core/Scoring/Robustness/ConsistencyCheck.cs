using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Robustness;

/// <summary>The share of perturbed samples that are labelled as their originals. The threshold bounds it after what the A/A noise floor explains is given back.</summary>
internal static class ConsistencyCheck
{
    public static CheckKind Kind { get; } = new()
    {
        Name = "consistency",
        Summary = "The share of samples of the variants of 'perturb:' whose label equals that of the case they were made from; its threshold bounds what the A/A noise floor does not explain.",
        Example = "consistency: { of: category, threshold: 0.95 }",
        Source = "Agreement of labels under perturbation, against the same prompt asked again (A/A)",
        Unit = "ratio",
        IsBinary = false,
        Threshold = null,
        TimeLimit = null,
        Shorthand = "threshold",
        Options =
        [
            PerturbOptions.Of,
            new CheckOption("label", "passed | actual", "What must be equal: whether the check passed, or what the answer said where the check tells it. Default: passed."),
        ],
        BindSuite = options =>
        {
            bool byActual = options.Keys.Choice("label", "passed", "actual") == "actual";
            double? bound = ThresholdOption.Read(options);
            return PerturbOptions.Bind(options, byActual, (_, kinds) => Judge(kinds, bound));
        },
    };

    private static SuiteScorerResult Judge(IReadOnlyList<KindComparison> kinds, double? bound)
    {
        IReadOnlyList<KindComparison> metrics = PerturbOptions.ByMetric(kinds);
        Noise[] apart = [.. metrics.Select(m => Apart(m.Pairs))];
        int worst = Enumerable.Range(0, metrics.Count).MaxBy(i => apart[i].Excess);
        PairedTResult? test = metrics[worst].Pairs.Test(Distances.Labels);
        SuiteScorerResult result = SuiteScorerResult.Of(1 - apart[worst].Value, metrics.Sum(m => m.Pairs.Count),
            $"{Figures.Of(apart[worst].Value)} of the labels of {metrics[worst].Pairs.Count} variants differ from their originals' ({metrics[worst].Metric}); {Figures.Floor(apart[worst])}") with
        {
            Lower = test is null ? null : Math.Max(0, 1 - test.Upper),
            Upper = test is null ? null : Math.Min(1, 1 - test.Lower),
            Tables =
            [
                new SuiteTable("Consistency by kind of perturbation", ["metric", "kind", "variants", "consistency", "A/A", "drop"],
                    [.. kinds.Select(k => (k, Apart(k.Pairs))).Select(k => (IReadOnlyList<string>)
                    [
                        k.k.Metric, k.k.Kind, Figures.Of(k.k.Pairs.Count), Figures.Of(1 - k.Item2.Value), Figures.Of(1 - k.Item2.Floor),
                        Figures.Of(k.k.Pairs.Mean((a, b) => b.Values.Average() - a.Values.Average())),
                    ])]),
            ],
        };
        return NoiseJudge.Judge(result, apart, 1 - bound);
    }

    private static Noise Apart(Comparison pairs) => pairs.Against(Distances.Labels, Distances.LabelFloor);
}
