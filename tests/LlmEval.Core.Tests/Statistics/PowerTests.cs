using System.Text.Json;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class PowerTests
{
    [Fact]
    public void It_equals_the_formulas_and_statsmodels_on_every_reference_row()
    {
        int rows = 0;
        foreach (JsonElement row in Vector.Rows("stats_power.jsonl"))
        {
            double At(string name) => row.GetProperty(name).GetDouble();
            double between = At("sd_between_case_effect") * At("sd_between_case_effect"), within = At("sd_within_case") * At("sd_within_case"), k = At("samples_per_arm");
            double error = Power.StandardError(At("cases"), between, within, k, within, k);
            error.Should().BeApproximately(row.Number("se"), 1e-10);
            Power.MinimumDetectableEffect(error, At("alpha_one_sided"), At("power")).Should().BeApproximately(row.Number("mde"), 1e-10);
            Power.CasesNeeded(.05, Power.OneCase(between, within, k, within, k), At("alpha_one_sided"), At("power"))
                .Should().BeApproximately(row.Number("cases_for_5pt_drop"), 1e-8 * row.Number("cases_for_5pt_drop"));
            Power.OfT(.05, error, At("cases") - 1, At("alpha_one_sided")).Should().BeApproximately(row.Number("t_power_at_5pt_drop"), 1e-8);
            rows++;
        }

        rows.Should().Be(8);
    }

    // Points that 80% of runs see at .05 with flake alone: the table of the method.
    [Theory]
    [InlineData(.05, 50, 1, 10.8)]
    [InlineData(.10, 200, 3, 4.3)]
    [InlineData(.20, 500, 10, 2.0)]
    public void The_smallest_fall_that_flake_lets_one_see(double flake, int cases, int samples, double points)
    {
        double within = flake * (1 - flake);
        (100 * Power.MinimumDetectableEffect(Power.StandardError(cases, 0, within, samples, within, samples))).Should().BeApproximately(points, .05);
    }

    // scipy.stats.nct.sf(t.isf(alpha, df), df, delta)
    [Theory]
    [InlineData(1, .05, 1, .1347904303032722)]
    [InlineData(4, .01, 3, .38610577346394837)]
    [InlineData(9999, .05, 2.5, .8037181297446172)]
    public void Power_of_t_is_right_from_one_degree_of_freedom_on(double freedom, double alpha, double delta, double expected) =>
        Power.OfT(delta, 1, freedom, alpha).Should().BeApproximately(expected, 1e-8);

    [Fact]
    public void Without_a_fall_the_power_is_the_error_rate()
    {
        Power.OfT(0, .1, 19, .05).Should().BeApproximately(.05, 1e-10);
        Power.OfT(.1, 0, 19).Should().Be(1);
        Power.OfT(0, 0, 19).Should().Be(0);
    }

    [Fact]
    public void Numbers_out_of_range_are_a_defect_of_the_caller()
    {
        FluentActions.Invoking(() => Power.StandardError(0, 0, 1, 1, 1, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Power.StandardError(1, 0, 1, 0, 1, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Power.CasesNeeded(0, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Power.MinimumDetectableEffect(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Power.OfT(.1, .1, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_spread_is_split_into_that_between_and_that_within_cases()
    {
        // s_d^2 of (-.5, 0, .5, 0) is 1/6; sigma^2 = .15 and .05 take .15/3 + .05/2 = .075 of it.
        VarianceSplit split = VarianceSplit.Of([-.5, 0, .5, 0], [.1, .2, double.NaN], 3, [.05], 2)!;
        split.Total.Should().BeApproximately(1 / 6.0, 1e-15);
        (split.WithinBaseline, split.WithinCandidate).Should().Be((.15000000000000002, .05));
        split.Between.Should().BeApproximately((1 / 6.0) - .075, 1e-15);
        split.StandardError(4, 3, 2).Should().BeApproximately(Math.Sqrt(1 / 24.0), 1e-15);
        split.MoreSamplesHelp(1).Should().BeTrue();
        split.MoreSamplesHelp(100).Should().BeFalse();
    }

    [Fact]
    public void What_noise_explains_leaves_nothing_between_cases()
    {
        VarianceSplit.Of([.1, -.1], [.25, .25], 1, [.25, .25], 1)!.Between.Should().Be(0);
        VarianceSplit.Of([.1], [.25], 1, [.25], 1).Should().BeNull();
        VarianceSplit.Of([.1, .3], [], 1, [], 1)!.Between.Should().BeApproximately(.02, 1e-15);
        FluentActions.Invoking(() => VarianceSplit.Of([.1, double.NaN], [], 1, [], 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => VarianceSplit.Of([.1, .2], [-1], 1, [], 1)).Should().Throw<ArgumentException>();
        double.IsNaN(VarianceSplit.Variance([1])).Should().BeTrue();
    }
}
