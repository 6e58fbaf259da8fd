using System.Globalization;
using LlmEval.Model;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Scoring.Bias;

public sealed class GroupFairnessTests
{
    private const string Groups = "0,1,0,2,2,2,1,1,0,0,2,2,0,0,2,0,2,2,1,1,0,0,1,2,0,0,1,2,2,2,1,0,1,2,2,0,1,0,0,1,0,2,0,1,0,0,1,1,1,0";
    private const string Labels = "0,1,1,0,0,1,0,0,0,1,0,0,0,1,1,0,1,1,0,1,0,0,1,0,0,1,1,1,1,1,1,1,1,1,0,0,1,1,1,0,1,1,0,1,0,0,0,0,0,0";
    private const string Predictions = "0,0,0,1,1,1,1,0,0,0,1,0,1,0,1,1,1,0,1,1,0,0,0,1,0,0,0,1,0,0,1,0,1,1,1,0,1,1,1,0,0,0,0,1,1,0,0,1,1,0";

    private static GroupRates[] Rates()
    {
        Dictionary<string, GroupRates> groups = [];
        foreach (((string group, string label), string prediction) in Groups.Split(',').Zip(Labels.Split(',')).Zip(Predictions.Split(',')))
        {
            groups[group] = groups.GetValueOrDefault(group).With(prediction == "1", label == "1");
        }

        return [.. groups.Values];
    }

    [Fact]
    public void Differences_and_ratio_are_fairlearns()
    {
        GroupFairness.DemographicParityDifference(Rates()).Should().BeApproximately(0.41666666666666663, 1e-9);
        GroupFairness.DemographicParityRatio(Rates()).Should().BeApproximately(0.375, 1e-9);
        GroupFairness.EqualizedOddsDifference(Rates()).Should().BeApproximately(0.5833333333333334, 1e-9);
    }

    [Fact]
    public void One_group_cannot_be_compared_and_a_rate_without_cases_is_no_gap()
    {
        GroupFairness.DemographicParityDifference([new GroupRates(3, 1, 1, 1)]).Should().Be(double.NaN);
        GroupFairness.EqualizedOddsDifference([]).Should().Be(double.NaN);
        // The second group has nothing that should be positive: only the false positives are compared.
        GroupFairness.EqualizedOddsDifference([new GroupRates(4, 2, 2, 2), new GroupRates(4, 1, 0, 0)]).Should().Be(0.25);
        GroupFairness.DemographicParityRatio([new GroupRates(2, 0, 0, 0), new GroupRates(2, 0, 0, 0)]).Should().Be(1);
    }

    private static SuiteBench Decisions(int minGroup, string more = "")
    {
        SuiteBench bench = new(string.Create(CultureInfo.InvariantCulture, $$$"""
            - equals: { value: "{{expected}}", metric: decision }
            - demographic-parity: { of: decision, positive: 1, group: "{{vars.g}}", min-group: {{{minGroup}}} {{{more}}} }
            - equalized-odds: { of: decision, positive: "1", group: "{{g}}", min-group: {{{minGroup}}} }
            """));
        foreach (((string group, string label), string prediction) in Groups.Split(',').Zip(Labels.Split(',')).Zip(Predictions.Split(',')))
        {
            bench.Case([prediction], label, null, ("g", group));
        }

        return bench;
    }

    [Fact]
    public void Checks_read_decisions_and_groups_from_the_cases()
    {
        SuiteBench bench = Decisions(minGroup: 1, ", threshold: 0.4");
        SuiteScore parity = bench.Score("demographic-parity");
        parity.Value.Should().BeApproximately(0.416667, 1e-6);
        parity.Holds.Should().BeFalse("the difference is above its bound");
        parity.Tables.Single().Rows.Should().HaveCount(3);
        bench.Value("equalized-odds").Should().BeApproximately(0.583333, 1e-6);
    }

    [Fact]
    public void Groups_with_too_few_cases_do_not_count()
    {
        // 20, 15 and 15 cases.
        Decisions(minGroup: 30).Score("demographic-parity").Outcome.Should().Be(ScoreOutcome.NotApplicable);
        Decisions(minGroup: 16).Score("equalized-odds").Reason.Should().Contain("1 of 3 groups");
        Decisions(minGroup: 15).Score("demographic-parity").Outcome.Should().Be(ScoreOutcome.Scored);
    }

    [Fact]
    public void A_case_without_a_group_leaves_no_number()
    {
        SuiteScore score = Decisions(minGroup: 1).Case(["1"], "1").Score("demographic-parity");
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("1 cases have no group");
    }
}
