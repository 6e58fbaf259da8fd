using LlmEval.Gating;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class SequentialRuleTests
{
    private static Situation Suite(int cases, Func<int, double> first, int looks = 3)
    {
        Situation situation = new()
        {
            Deterministic = false, SamplesPerCase = 3, Sampling = SamplePlan.Of(looks),
            Plan = new GatePlan { Regression = RegressionSettings.Default with { Rule = RegressionRule.Sequential } },
        };
        situation.Metrics.Add(Binary("category"));
        for (int i = 0; i < cases; i++)
        {
            situation.Before[$"c{i:D6}"] = [new Row(1.0), new Row(1.0), new Row(i % 4 == 0 ? 0.0 : 1.0)];
            situation.Now[$"c{i:D6}"] = [new Row(first(i))];
        }

        return situation;
    }

    [Fact]
    public void It_begins_with_one_sample_a_case_and_asks_for_one_more_while_the_verdict_is_open()
    {
        Situation situation = Suite(40, i => i % 7 == 0 ? 0 : 1);
        situation.Input().SamplesToBegin.Should().Be(1);
        situation.Outcome().Should().BeOfType<NeedSamples>().Which.Requests.Should().HaveCount(40).And.OnlyContain(r => r.First == 1 && r.Count == 1);
    }

    [Fact]
    public void It_stops_at_the_first_look_when_the_fall_is_beyond_doubt()
    {
        Verdict verdict = Suite(40, i => i % 2).Verdict();
        MetricVerdict metric = verdict.Metrics[0];
        (verdict.Kind, verdict.SamplesPerCase, metric.Rule, metric.Alpha, metric.SamplesUsed).Should().Be((VerdictKind.Regression, 1, "sequential", 0.05, 40));
        verdict.Findings[0].Text.Should().EndWith("in at most 5.3% of runs.");
    }

    [Fact]
    public void It_stops_at_the_first_look_when_a_fall_of_five_points_is_ruled_out() => Suite(40, _ => 1).Verdict().Kind.Should().Be(VerdictKind.Pass);

    [Fact]
    public void It_ends_with_the_last_look_of_the_plan()
    {
        Situation situation = Suite(40, i => i % 7 == 0 ? 0 : 1);
        Verdict verdict = situation.Settled((id, _) => situation.Now[id][0]);
        verdict.SamplesPerCase.Should().BeLessThanOrEqualTo(3);
        situation.Now.Values.Should().OnlyContain(r => r.Length <= 3);
    }

    [Fact]
    public void Its_rate_is_divided_over_the_suites_of_the_build()
    {
        Situation situation = Suite(40, i => i % 10 < 3 ? 0 : 1, looks: 1);
        situation.Verdict().Kind.Should().Be(VerdictKind.Regression);
        situation.Family = 500;
        situation.Verdict().Kind.Should().Be(VerdictKind.Pass);
    }

    [Fact]
    public void A_must_pass_case_has_its_three_fresh_samples_after_the_first_look()
    {
        Situation situation = Suite(40, i => i == 0 ? 0 : 1);
        situation.MustPass.Add("c000000");
        situation.Outcome().Should().BeOfType<NeedSamples>().Which.Requests.Should().Contain(new SampleRequest("c000000", 1, 3));
        situation.Settled((_, _) => new Row(0.0)).Kind.Should().Be(VerdictKind.MustPass);
    }
}
