using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>The mean absolute difference of scores of matched pairs. The threshold bounds what is above the A/A noise floor.</summary>
internal static class MeanAbsGapCheck
{
    public static CheckKind Kind { get; } = new()
    {
        Name = "mean-abs-gap",
        Summary = "The mean absolute difference of scores of matched pairs of 'counterfactual:', for the worst group; its threshold bounds what is above the A/A noise floor.",
        Example = "mean-abs-gap: { of: tone, threshold: 0.05 }",
        Source = "Mean |gap| over counterfactual pairs minus the same over samples of one prompt (A/A)",
        Unit = "score",
        IsBinary = false,
        HigherIsBetter = false,
        Maximum = double.PositiveInfinity,
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
        Noise[] gaps = [.. groups.Select(g => g.Pairs.Against(Distances.Values, Distances.ValueFloor))];
        int worst = Enumerable.Range(0, groups.Count).MaxBy(i => gaps[i].Excess);
        PairedTResult? test = groups[worst].Pairs.Test(Distances.Values);
        SuiteScorerResult result = SuiteScorerResult.Of(gaps[worst].Value, groups.Sum(g => g.Pairs.Count),
            $"scores differ by {Figures.Of(gaps[worst].Value)} in the mean ({groups[worst]}); {Figures.Floor(gaps[worst])}") with
        {
            Lower = test is null ? null : Math.Max(0, test.Lower),
            Upper = test?.Upper,
            Tables =
            [
                new SuiteTable("Absolute gaps between groups", ["metric", "slot", "group", "reference", "pairs", "mean |gap|", "A/A", "above"],
                    [.. groups.Select((g, i) => (IReadOnlyList<string>)
                    [
                        g.Metric, g.Slot, g.Group, g.Reference, Figures.Of(g.Pairs.Count), Figures.Of(gaps[i].Value), Figures.Of(gaps[i].Floor),
                        Figures.Of(gaps[i].Floor is null ? null : gaps[i].Excess),
                    ])]),
            ],
        };
        return NoiseJudge.Judge(result, gaps, bound);
    }
}
