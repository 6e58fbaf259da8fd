using LlmEval.Gating;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class PairedTRuleTests
{
    private static Situation Means(Metric2 metric, double[] before, double[] now)
    {
        Situation situation = new() { Deterministic = metric.Deterministic };
        situation.Metrics.Add(Graded("quality", metric.Unit, metric.Higher));
        for (int i = 0; i < before.Length; i++)
        {
            situation.Before[$"c{i:D6}"] = [new Row(before[i])];
            situation.Now[$"c{i:D6}"] = [new Row(now[i])];
        }

        return situation;
    }

    private sealed record Metric2(string Unit = "ratio", bool Higher = true, bool Deterministic = false);

    private static double[] Wave(int n, double centre, double swing) => [.. Enumerable.Range(0, n).Select(i => centre + swing * (i % 5 - 2))];

    [Theory]
    [InlineData(0.0, MetricState.Held)]
    [InlineData(-0.005, MetricState.Held)]
    [InlineData(-0.02, MetricState.Fell)]
    [InlineData(0.02, MetricState.Rose)]
    public void A_ratio_falls_when_it_is_sure_and_at_least_a_point(double shift, MetricState expected)
    {
        double[] before = Wave(50, 0.8, 0.05);
        MetricVerdict verdict = Means(new(), before, [.. before.Select((v, i) => v + shift + 0.001 * (i % 3 - 1))]).Metric("quality");
        verdict.State.Should().Be(expected);
        verdict.Rule.Should().Be("paired t");
        verdict.Allowance.Should().BeNull();
    }

    [Fact]
    public void A_fall_that_noise_explains_is_none()
    {
        double[] before = Wave(20, 0.8, 0.05);
        MetricVerdict verdict = Means(new(), before, [.. before.Select((v, i) => v - 0.02 + (i % 2 == 0 ? 0.2 : -0.2))]).Metric("quality");
        verdict.State.Should().Be(MetricState.Held);
        verdict.PValue.Should().BeGreaterThan(0.05);
        verdict.IntervalLower.Should().BeLessThan(-0.02);
        verdict.IntervalUpper.Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData(true, MetricState.Rose)]
    [InlineData(false, MetricState.Fell)]
    public void Where_lower_is_better_a_rise_is_a_fall(bool higher, MetricState expected)
    {
        double[] before = Wave(30, 2, 0.1);
        Means(new("tokens", higher), before, [.. before.Select(v => v * 1.1)]).Metric("quality").State.Should().Be(expected);
    }

    [Theory]
    [InlineData(0.995, MetricState.Held)]
    [InlineData(0.98, MetricState.Fell)]
    public void The_smallest_effect_of_another_unit_is_a_share_of_the_baselines_mean(double factor, MetricState expected)
    {
        double[] before = Wave(30, 400, 10);
        Means(new("words"), before, [.. before.Select(v => v * factor)]).Metric("quality").State.Should().Be(expected);
    }

    [Fact]
    public void Times_are_compared_only_when_they_are_named()
    {
        double[] before = Wave(30, 2, 0.1);
        Situation situation = Means(new("s", Higher: false), before, [.. before.Select(v => v * 2)]);
        situation.Metric("quality").State.Should().Be(MetricState.NotCompared);
        situation.Plan = new GatePlan { Regression = new RegressionSettings { Metrics = ["quality"] } };
        situation.Metric("quality").State.Should().Be(MetricState.Fell);
    }

    [Fact]
    public void Graded_scores_of_a_deterministic_model_are_tested_too()
    {
        double[] before = Wave(30, 0.8, 0.05);
        MetricVerdict verdict = Means(new(Deterministic: true), before, [.. before.Select((v, i) => v - 0.03 - 0.001 * (i % 3))]).Metric("quality");
        verdict.State.Should().Be(MetricState.Fell);
        verdict.Rule.Should().Be("paired t");
    }

    [Fact]
    public void Equal_falls_of_every_case_are_certain_and_equal_scores_are_no_fall()
    {
        Means(new(), [1, 1], [0.5, 0.5]).Metric("quality").Should().Match<MetricVerdict>(m => m.State == MetricState.Fell && m.PValue == 0);
        Means(new(), [1, 1], [1, 1]).Metric("quality").Should().Match<MetricVerdict>(m => m.State == MetricState.Held && m.PValue == 1);
    }

    [Fact]
    public void A_single_case_has_no_spread_and_decides_nothing()
    {
        MetricVerdict verdict = Means(new(), [1], [0]).Metric("quality");
        verdict.State.Should().Be(MetricState.TooFew);
        (verdict.PValue, verdict.IntervalLower, verdict.Difference).Should().Be((null, null, -1.0));
    }

    [Fact]
    public void Samples_of_a_case_are_averaged_before_cases_are_compared()
    {
        Situation situation = new() { Deterministic = false, SamplesPerCase = 3 };
        situation.Metrics.Add(Binary("category"));
        for (int i = 0; i < 40; i++)
        {
            situation.Before[$"c{i:D6}"] = [new Row(1.0), new Row(1.0), new Row(i % 4 == 0 ? 0.0 : 1.0)];
            situation.Now[$"c{i:D6}"] = [new Row(i % 2 == 0 ? 0.0 : 1.0), new Row(1.0), new Row(i % 4 == 0 ? 0.0 : 1.0)];
        }

        MetricVerdict verdict = situation.Metric();
        verdict.BaselineMean.Should().BeApproximately(1 - 0.25 / 3, 1e-12);
        verdict.CurrentMean.Should().BeApproximately(1 - 0.75 / 3, 1e-12);
        verdict.Lost.Should().HaveCount(20);
        verdict.State.Should().Be(MetricState.Fell);
        verdict.Describe().Should().Be("category: fell in 20 of 40, rose in 0 (91.7% -> 75.0%, -16.7 points, 95% interval -22.1 to -11.3; paired t p=1e-7)");
    }

    [Fact]
    public void The_largest_fall_is_named_first() =>
        Means(new(), [1, 1, 1, 1], [0.9, 0.2, 1, 0.5]).Metric("quality").Lost.Should().Equal("c000001", "c000003", "c000000");

    [Fact]
    public void A_stated_alpha_and_smallest_effect_decide()
    {
        double[] before = Wave(50, 0.8, 0.05);
        Situation situation = Means(new(), before, [.. before.Select((v, i) => v - 0.02 + 0.001 * (i % 3 - 1))]);
        situation.Plan = new GatePlan { Regression = new RegressionSettings { MinEffect = 0.03 } };
        situation.Metric("quality").State.Should().Be(MetricState.Held);
    }

    [Fact]
    public void A_change_that_does_nothing_is_called_a_fall_in_about_one_of_twenty_judgements()
    {
        Random random = new(20261120);
        int alarms = 0;
        const int runs = 1000, cases = 60;
        for (int run = 0; run < runs; run++)
        {
            double[] before = new double[cases], now = new double[cases];
            for (int i = 0; i < cases; i++)
            {
                double truth = 0.5 + 0.4 * random.NextDouble();
                before[i] = truth + 0.1 * (random.NextDouble() - 0.5);
                now[i] = truth + 0.1 * (random.NextDouble() - 0.5);
            }

            Situation situation = Means(new(), before, now);
            situation.Plan = new GatePlan { Regression = new RegressionSettings { MinEffect = 0 } };
            alarms += situation.Metric("quality").State == MetricState.Fell ? 1 : 0;
        }

        // 5% of 1,000 with a standard error of 7.
        alarms.Should().BeInRange(29, 71);
    }
}
