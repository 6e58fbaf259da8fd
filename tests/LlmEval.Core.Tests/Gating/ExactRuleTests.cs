using LlmEval.Gating;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class ExactRuleTests
{
    [Theory]
    [InlineData("pppppppppp", "pppppppppp", MetricState.Held)]
    [InlineData("pppppppppp", "pppppppppf", MetricState.Fell)]
    [InlineData("ppppppppff", "pppppppffp", MetricState.Held)]
    [InlineData("ppppppppff", "ppppppffpf", MetricState.Fell)]
    [InlineData("ppppppppff", "pppppppppf", MetricState.Rose)]
    public void Below_a_hundred_cases_one_more_lost_than_won_is_a_fall(string before, string now, MetricState expected)
    {
        Verdict verdict = Cases(before, now).Settled();
        verdict.Metrics[0].State.Should().Be(expected);
        verdict.Metrics[0].Allowance.Should().Be(0);
        verdict.Kind.Should().Be(expected == MetricState.Fell ? VerdictKind.Regression : VerdictKind.Pass);
        verdict.ExitStatus.Should().Be(expected == MetricState.Fell ? 1 : 0);
    }

    [Theory]
    [InlineData(99, 0, 0)]
    [InlineData(99, 1, 1)]
    [InlineData(100, 1, 0)]
    [InlineData(100, 2, 1)]
    [InlineData(240, 2, 0)]
    [InlineData(240, 3, 1)]
    [InlineData(1000, 10, 0)]
    [InlineData(1000, 11, 1)]
    public void From_a_hundred_cases_on_one_percent_may_be_lost(int cases, int lost, int exit) =>
        Cases(new string('p', cases), new string('f', lost) + new string('p', cases - lost)).Settled().ExitStatus.Should().Be(exit);

    [Fact]
    public void Lost_cases_are_run_once_more_before_it_is_said()
    {
        Situation situation = Cases("pppppp", "fpfppp");
        NeedSamples needs = situation.Outcome().Should().BeOfType<NeedSamples>().Subject;
        needs.Requests.Should().Equal(new SampleRequest("c000000", 1, 1), new SampleRequest("c000002", 1, 1));
        needs.Count.Should().Be(2);
    }

    [Fact]
    public void Nothing_is_drawn_while_the_allowance_covers_the_loss() =>
        Cases(new string('p', 200), "ff" + new string('p', 198)).Outcome().Should().BeOfType<Verdict>();

    [Fact]
    public void A_case_that_is_fine_again_is_unstable_and_not_lost()
    {
        Verdict verdict = Cases("pppppp", "fpfppp").Settled((_, _) => new Row(1.0));
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.Metrics[0].Unstable.Should().Equal("c000000", "c000002");
        verdict.Metrics[0].Lost.Should().BeEmpty();
        verdict.LostCases.Should().BeEmpty();
    }

    [Fact]
    public void Only_what_is_lost_again_counts()
    {
        Verdict verdict = Cases("pppppp", "fpfppp").Settled((id, _) => new Row(id == "c000000" ? 1.0 : 0.0));
        verdict.Kind.Should().Be(VerdictKind.Regression);
        verdict.LostCases.Should().Equal("c000002");
    }

    [Fact]
    public void A_second_sample_that_cannot_be_scored_undoes_no_loss() =>
        Cases("pppppp", "fppppp").Settled((_, _) => new Row(double.NaN)).Kind.Should().Be(VerdictKind.Regression);

    [Fact]
    public void A_second_sample_of_a_metric_where_lower_is_better_is_read_the_other_way_round()
    {
        Situation situation = new();
        situation.Metrics.Add(Binary("cut", higher: false));
        situation.Letters("ffff", "fffp");
        situation.Outcome().Should().BeOfType<NeedSamples>();
        situation.Settled((_, _) => new Row(0.0)).Kind.Should().Be(VerdictKind.Pass);
        situation.Now["c000003"] = [new Row(1.0)];
        situation.Settled().Kind.Should().Be(VerdictKind.Regression);
    }

    [Theory]
    [InlineData(3, null, 3, 0)]
    [InlineData(3, null, 4, 1)]
    [InlineData(null, 10.0, 2, 0)]
    [InlineData(null, 10.0, 3, 1)]
    [InlineData(0, null, 1, 1)]
    public void An_allowance_of_the_suite_replaces_the_default(int? cases, double? percent, int lost, int exit)
    {
        Situation situation = Cases(new string('p', 25), new string('f', lost) + new string('p', 25 - lost));
        situation.Plan = new GatePlan { Regression = new RegressionSettings { Allowance = new Allowance { Cases = cases, Percent = percent } } };
        situation.Settled().ExitStatus.Should().Be(exit);
    }

    [Theory]
    [InlineData(29, 100, 29)]
    [InlineData(7, 100, 7)]
    [InlineData(1, 240, 2)]
    [InlineData(0.5, 1000, 5)]
    [InlineData(100, 13, 13)]
    public void A_share_is_rounded_down_without_losing_a_whole_number(double percent, int paired, int allowed) =>
        new Allowance { Percent = percent }.Of(paired).Should().Be(allowed);

    [Fact]
    public void McNemars_p_is_told_and_decides_nothing()
    {
        MetricVerdict one = Cases("pppppp", "fppppp").Settled().Metrics[0];
        one.PValue.Should().BeApproximately(0.5, 1e-12);
        one.State.Should().Be(MetricState.Fell);
        one.Rule.Should().Be("exact");
    }

    [Fact]
    public void The_line_of_a_large_suite_names_means_difference_interval_counts_and_p()
    {
        string before = new string('p', 224) + new string('f', 16);
        string now = new string('f', 53) + new string('p', 171) + new string('f', 16);
        Cases(before, now).Settled().Metrics[0].Describe().Should()
            .Be("category: 93.3% -> 71.2% (-22.1 points, 95% interval -27.4 to -16.8; lost 53, won 0 of 240, allowance 2; McNemar p=1e-16, 293 samples)");
    }

    [Fact]
    public void The_line_of_a_small_suite_counts_before_it_says_percent() =>
        Cases(new string('p', 20), "fff" + new string('p', 17)).Settled().Metrics[0].Describe().Should()
            .Be("category: lost 3 of 20, won 0, allowance 0 (100.0% -> 85.0%, -15.0 points, 95% interval -32.1 to +2.1; McNemar p=0.125, 23 samples)");

    [Fact]
    public void At_most_five_lost_cases_are_named()
    {
        Finding finding = Cases(new string('p', 20), new string('f', 8) + new string('p', 12)).Settled().Findings[0];
        finding.Descriptor.Code.Should().Be("LLM2001");
        finding.Cases.Should().HaveCount(8);
        finding.Text.Should().EndWith("Lost: c000000, c000001, c000002, c000003, c000004 and 3 more.");
        finding.At(LlmEval.Model.Location.None).ToString().Should().StartWith("/s/a.eval.yml(3,5): error LLM2001: category: lost 8 of 20");
    }

    [Fact]
    public void Repeated_identical_samples_are_no_evidence()
    {
        Situation situation = Cases("pppp", "pppf");
        foreach (string id in situation.Now.Keys.ToArray()) { situation.Now[id] = [situation.Now[id][0], situation.Now[id][0]]; }

        situation.SamplesPerCase = 1;
        situation.Verdict().Metrics[0].Samples.Should().Be(4);
    }
}
