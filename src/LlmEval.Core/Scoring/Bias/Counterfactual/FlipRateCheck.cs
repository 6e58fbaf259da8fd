using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>The share of matched pairs of which one passes and the other fails. The threshold bounds what is above the A/A noise floor.</summary>
internal static class FlipRateCheck
{
    public static CheckKind Kind { get; } = new()
    {
        Name = "flip-rate",
        Summary = "The share of matched pairs of 'counterfactual:' of which one passes and the other fails, for the worst group; its threshold bounds what is above the A/A noise floor.",
        Example = "flip-rate: { of: category, threshold: 0.05 }",
        Source = "Counterfactual flip rate: mean of 1[(a >= t) != (b >= t)], against the same prompt asked again (A/A)",
        Unit = "ratio",
        IsBinary = false,
        HigherIsBetter = false,
        Threshold = null,
        TimeLimit = null,
        Shorthand = "threshold",
        Options = [CounterfactualOptions.Of],
        BindSuite = options =>
        {
            double? bound = ThresholdOption.Read(options);
            return CounterfactualOptions.Bind(options, groups => Judge(groups, bound));
        },
    };

    private static SuiteScorerResult Judge(IReadOnlyList<GroupComparison> groups, double? bound)
    {
        Noise[] flips = [.. groups.Select(g => g.Pairs.Against(Distances.Labels, Distances.LabelFloor))];
        int worst = Enumerable.Range(0, groups.Count).MaxBy(i => flips[i].Excess);
        PairedTResult? test = groups[worst].Pairs.Test(Distances.Labels);
        SuiteScorerResult result = SuiteScorerResult.Of(flips[worst].Value, groups.Sum(g => g.Pairs.Count),
            $"{Figures.Of(flips[worst].Value)} of {groups[worst].Pairs.Count} pairs flip ({groups[worst]}); {Figures.Floor(flips[worst])}") with
        {
            Lower = test is null ? null : Math.Max(0, test.Lower),
            Upper = test is null ? null : Math.Min(1, test.Upper),
            Tables =
            [
                new SuiteTable("Flips between groups", ["metric", "slot", "group", "reference", "pairs", "flip rate", "A/A", "above"],
                    [.. groups.Select((g, i) => (IReadOnlyList<string>)
                    [
                        g.Metric, g.Slot, g.Group, g.Reference, Figures.Of(g.Pairs.Count), Figures.Of(flips[i].Value), Figures.Of(flips[i].Floor),
                        Figures.Of(flips[i].Floor is null ? null : flips[i].Excess),
                    ])]),
            ],
        };
        return NoiseJudge.Judge(result, flips, bound);
    }
}
