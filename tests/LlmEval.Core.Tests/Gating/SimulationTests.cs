using LlmEval.Core.Tests.Gating.Simulation;
using LlmEval.Gating;

namespace LlmEval.Core.Tests.Gating;

/// <summary>
/// The gate itself, run on suites whose truth is known. Everything is seeded, so that a figure is the same in every run; bounds leave room for the number of runs here, the table of
/// docs/gate-proof.md has many more (<c>gate-error-rates</c> of the benchmarks).
/// </summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.10)]
    [InlineData(0.20)]
    public void A_change_that_does_nothing_fails_at_most_one_in_a_hundred_builds(double flake) =>
        GateSimulation.Run(new() { Cases = 200, Flake = flake }, 1500, 1).Failed.Should().BeLessThanOrEqualTo(0.01);

    [Theory]
    [InlineData(0.05, 0.99)]
    [InlineData(0.10, 0.96)]
    [InlineData(0.20, 0.87)]
    public void A_fall_of_five_points_in_all_cases_is_seen(double flake, double least) =>
        GateSimulation.Run(new() { Cases = 200, Flake = flake, Change = Change.Diffuse, Points = 0.05 }, 800, 2).Failed.Should().BeGreaterThanOrEqualTo(least);

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(50)]
    public void A_small_suite_keeps_the_rate(int cases) =>
        GateSimulation.Run(new() { Cases = cases, Flake = 0.1 }, 1500, 3).Failed.Should().BeLessThanOrEqualTo(0.01);

    [Fact]
    public void Five_metrics_keep_the_rate() => GateSimulation.Run(new() { Cases = 200, Flake = 0.1, Metrics = 5 }, 800, 4).Failed.Should().BeLessThanOrEqualTo(0.01);

    [Fact]
    public void Forty_suites_keep_the_rate_of_the_whole_build() => GateSimulation.Builds(new() { Cases = 30, Flake = 0.1 }, 40, 60, 5).Should().BeLessThanOrEqualTo(0.02);

    [Fact]
    public void A_change_that_moves_whole_clusters_up_and_down_keeps_the_rate() =>
        GateSimulation.Run(new() { Cases = 200, Flake = 0.2, ClusterSize = 5, ClusterShift = 0.2 }, 1000, 6).Failed.Should().BeLessThanOrEqualTo(0.02);

    [Fact]
    public void Cases_that_die_are_seen_also_when_it_is_one()
    {
        GateSimulation.Run(new() { Cases = 200, Flake = 0.1, Change = Change.Concentrated, Points = 0.05 }, 300, 7).Failed.Should().BeGreaterThanOrEqualTo(0.99);
        GateSimulation.Run(new() { Cases = 200, Flake = 0.05, Change = Change.OneCase }, 300, 7).Failed.Should().BeGreaterThanOrEqualTo(0.97);
    }

    [Fact]
    public void Of_baselines_that_stay_nineteen_in_twenty_raise_few_false_alarms()
    {
        double[] shares = GateSimulation.FixedBaselines(new() { Cases = 100, Flake = 0.1 }, 40, 60, 8);
        shares[37].Should().BeLessThanOrEqualTo(0.067);
    }

    [Fact]
    public void A_suite_without_samples_held_back_keeps_the_rate_on_average() =>
        GateSimulation.Run(new() { Cases = 200, Flake = 0.1, HasHeldBack = false }, 1000, 9).Failed.Should().BeLessThanOrEqualTo(0.017);

    [Fact]
    public void Looks_after_each_sample_keep_their_own_rate_and_take_fewer_samples_for_a_clear_fall()
    {
        GatePlan plan = new() { Regression = RegressionSettings.Default with { Rule = RegressionRule.Sequential } };
        SimulatedSuite suite = new() { Cases = 200, Flake = 0.1, Plan = plan, HasHeldBack = false };
        GateSimulation.Run(suite, 1000, 10).Failed.Should().BeLessThanOrEqualTo(0.055);
        GateSimulation.Rates fallen = GateSimulation.Run(suite with { Change = Change.Diffuse, Points = 0.1 }, 300, 10);
        fallen.Failed.Should().BeGreaterThanOrEqualTo(0.98);
        fallen.Samples.Should().BeLessThan(400);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.10)]
    [InlineData(0.20)]
    public void A_suite_that_tests_hand_over_keeps_the_rate_on_average(double flake) =>
        GateSimulation.Run(new() { Cases = 100, Flake = flake, HasHeldBack = false, IsHandedOver = true }, 1000, 11).Failed.Should().BeLessThanOrEqualTo(0.017);

    [Fact]
    public void Of_a_suite_that_tests_hand_over_a_fall_and_a_case_that_dies_are_seen()
    {
        SimulatedSuite suite = new() { Cases = 100, Flake = 0.05, HasHeldBack = false, IsHandedOver = true };
        GateSimulation.Run(suite with { Change = Change.OneCase }, 300, 12).Failed.Should().BeGreaterThanOrEqualTo(0.75);
        GateSimulation.Run(suite with { Change = Change.Diffuse, Points = 0.1 }, 300, 12).Failed.Should().BeGreaterThanOrEqualTo(0.9);
    }
}
