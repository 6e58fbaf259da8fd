using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>
/// How far the scores of two groups are apart as a whole: weak parity compares the shares that pass, strong parity the distributions (Wasserstein-1). The threshold bounds what is
/// above the A/A noise floor.
/// </summary>
internal static class ParityGapCheck
{
    public static CheckKind Kind { get; } = new()
    {
        Name = "parity-gap",
        Summary = "The difference of the shares that pass between a group and its reference (weak), or of the distributions of scores (strong), for the worst group; its threshold bounds what is above the A/A noise floor.",
        Example = "parity-gap: { of: approved, parity: weak, threshold: 0.05 }",
        Source = "Weak parity |P(a >= t) - P(b >= t)|, strong parity Wasserstein-1, against the same prompt asked again (A/A)",
        Unit = "score",
        IsBinary = false,
        HigherIsBetter = false,
        Maximum = double.PositiveInfinity,
        Threshold = null,
        TimeLimit = null,
        Shorthand = "threshold",
        Options = [CounterfactualOptions.Of, new CheckOption("parity", "weak | strong", "What is compared: the shares that pass, or the distributions of scores. Default: weak.")],
        BindSuite = options =>
        {
            bool isStrong = options.Keys.Choice("parity", "weak", "strong") == "strong";
            double? bound = ThresholdOption.Read(options);
            return CounterfactualOptions.Bind(options, groups => Judge(groups, isStrong, bound));
        },
    };

    private static SuiteScorerResult Judge(IReadOnlyList<GroupComparison> groups, bool isStrong, double? bound)
    {
        (Noise Weak, Noise Strong)[] gaps = [.. groups.Select(g => (ParityDistance.Weak(g.Pairs), ParityDistance.Strong(g.Pairs)))];
        Noise[] judged = [.. gaps.Select(g => isStrong ? g.Strong : g.Weak)];
        int worst = Enumerable.Range(0, groups.Count).MaxBy(i => judged[i].Excess);
        string what = isStrong ? "distributions of scores lie" : "shares that pass are";
        SuiteScorerResult result = SuiteScorerResult.Of(judged[worst].Value, groups.Sum(g => g.Pairs.Count),
            $"the {what} {Figures.Of(judged[worst].Value)} apart ({groups[worst]}); {Figures.Floor(judged[worst])}") with
        {
            Tables =
            [
                new SuiteTable("Parity of groups", ["metric", "slot", "group", "reference", "pairs", "passed", "reference passed", "weak", "A/A weak", "strong (W1)", "A/A strong"],
                    [.. groups.Select((g, i) => (IReadOnlyList<string>)
                    [
                        g.Metric, g.Slot, g.Group, g.Reference, Figures.Of(g.Pairs.Count), Figures.Of(g.Pairs.Mean((a, _) => a.PassRate)), Figures.Of(g.Pairs.Mean((_, b) => b.PassRate)),
                        Figures.Of(gaps[i].Weak.Value), Figures.Of(gaps[i].Weak.Floor), Figures.Of(gaps[i].Strong.Value), Figures.Of(gaps[i].Strong.Floor),
                    ])]),
            ],
        };
        return NoiseJudge.Judge(result, judged, bound);
    }
}
