using LlmEval.Core.Tests.Gating.Simulation;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Sensitivity;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating;

public sealed class SensitivityTests
{
    private static (Baseline Baseline, Metric[] Metrics) Drawn(SimulatedSuite suite)
    {
        Random random = new(5);
        Metric[] metrics = suite.Checks();
        return (suite.Baseline(suite.Rates(random), metrics, random), metrics);
    }

    private static SuiteSensitivity Of(SimulatedSuite suite, int family = 1)
    {
        (Baseline baseline, Metric[] metrics) = Drawn(suite);
        return SuiteSensitivity.Of(baseline, [.. baseline.Cases.Select(c => c with { Samples = [] })], metrics, suite.Plan, suite.Sampling, family)!;
    }

    /// <summary>The points from which on a general fall is said to be seen.</summary>
    private static double Points(string line) => double.Parse(System.Text.RegularExpressions.Regex.Match(line, @"from about ([0-9.]+) points").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void The_line_names_cases_samples_a_dying_case_the_general_fall_and_the_cases_that_it_takes()
    {
        SuiteSensitivity seen = Of(new SimulatedSuite { Cases = 20, Flake = 0.1 });
        seen.CanSee.Should().MatchRegex(@"^20 cases x 3: one case that dies \([0-9]+%\), a general fall only from about [0-9.]+ points; for 5 points use about [0-9]+0 cases$");
        seen.IsUnderpowered.Should().BeTrue();
        seen.Finding!.Should().Match<Finding>(f => f.Descriptor.Code == "LLM2027" && f.Severity == Severity.Warning && f.Text.Contains(seen.CanSee));
    }

    [Fact]
    public void A_suite_that_sees_five_points_is_warned_of_nothing()
    {
        SuiteSensitivity seen = Of(new SimulatedSuite { Cases = 400, Flake = 0.05 });
        (seen.IsUnderpowered, seen.Finding).Should().Be((false, null));
        seen.CanSee.Should().NotContain("only").And.NotContain("use about");
    }

    [Fact]
    public void The_fall_that_it_says_can_be_seen_is_seen_in_about_four_of_five_runs()
    {
        foreach (int cases in new[] { 30, 200 })
        {
            SimulatedSuite suite = new() { Cases = cases, Flake = 0.1 };
            double points = Points(Of(suite).CanSee) / 100;
            GateSimulation.Run(suite with { Change = Change.Diffuse, Points = points }, 600, 11).Failed.Should().BeInRange(0.70, 0.90, "{0} cases fell by {1}", cases, points);
        }
    }

    [Fact]
    public void More_suites_and_metrics_see_less_and_more_cases_see_more()
    {
        double one = Points(Of(new SimulatedSuite { Cases = 100, Flake = 0.1 }).CanSee);
        Points(Of(new SimulatedSuite { Cases = 100, Flake = 0.1 }, family: 40).CanSee).Should().BeGreaterThan(one);
        Points(Of(new SimulatedSuite { Cases = 100, Flake = 0.1, Metrics = 5 }).CanSee).Should().BeGreaterThan(one);
        Points(Of(new SimulatedSuite { Cases = 300, Flake = 0.1 }).CanSee).Should().BeLessThan(one);
    }

    [Fact]
    public void Clusters_are_named() => Of(new SimulatedSuite { Cases = 100, Flake = 0.1, ClusterSize = 5 }).CanSee.Should().StartWith("100 cases in 20 clusters x 3:");

    [Fact]
    public void Three_cases_see_no_general_fall() => Of(new SimulatedSuite { Cases = 3, Flake = 0.1 }).CanSee.Should().Contain("no general fall of any size");

    [Fact]
    public void Counted_cases_have_an_allowance_instead_of_a_chance()
    {
        Situation.Cases("pppp", "pppf").Settled().CanSee.Should().Be("4 cases x 1, counted: every case that is lost for good, unless as many are won");
        Situation.Cases(new string('p', 200), new string('p', 200)).Verdict().CanSee.Should().Be("200 cases x 1, counted: a net loss of more than 2 cases (1 points)");
    }

    [Fact]
    public void Nothing_is_said_where_nothing_is_compared()
    {
        Situation situation = Situation.Cases("ppp", "ppp");
        situation.HasBaseline = false;
        situation.Verdict().CanSee.Should().BeNull();
    }
}
