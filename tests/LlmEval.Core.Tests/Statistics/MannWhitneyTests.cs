using FsCheck;
using FsCheck.Fluent;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class MannWhitneyTests
{
    [Fact]
    public void Pass_and_fail_give_Fishers_p() =>
        Prop.ForAll(Gen.Choose(0, 12).ToArbitrary(), Gen.Choose(0, 9).ToArbitrary(), (passes, before) =>
        {
            double[] first = [.. Enumerable.Range(0, 12).Select(i => i < passes ? 1.0 : 0)], second = [.. Enumerable.Range(0, 9).Select(i => i < before ? 1.0 : 0)];
            return Math.Abs(MannWhitneyExact.PLess(first, second) - FisherExact.Fewer(passes, 12, before, 9)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    // scipy.stats.mannwhitneyu(alternative="less", method="exact"); with ties the enumeration of all splits.
    [Theory]
    [InlineData(new[] { .1, .2, .3 }, new[] { .4, .5, .6 }, .05)]
    [InlineData(new[] { .4, .5, .6 }, new[] { .1, .2, .3 }, 1)]
    [InlineData(new[] { .1, .4 }, new[] { .3, .5, .7 }, .2)]
    [InlineData(new[] { .5, .5 }, new[] { .5, .5, .5 }, 1)]
    [InlineData(new[] { 0, .5 }, new[] { .5, 1.0 }, 1 / 3.0)]
    public void Small_samples_have_known_values(double[] first, double[] second, double expected) =>
        MannWhitneyExact.PLess(first, second).Should().BeApproximately(expected, 1e-14);

    [Fact]
    public void Twelve_scores_below_nine_are_one_split_of_all()
    {
        double[] low = [.. Enumerable.Range(0, 12).Select(i => i / 100.0)], high = [.. Enumerable.Range(0, 9).Select(i => .5 + i / 100.0)];
        MannWhitneyExact.PLess(low, high).Should().BeApproximately(1 / 293930.0, 1e-18);
        MannWhitneyExact.PLess(high, low).Should().BeApproximately(1, 1e-14);
    }

    [Fact]
    public void An_empty_side_is_no_evidence_and_a_NaN_a_defect()
    {
        MannWhitneyExact.PLess([], [1]).Should().Be(1);
        MannWhitneyExact.PLess([1], []).Should().Be(1);
        FluentActions.Invoking(() => MannWhitneyExact.PLess([double.NaN], [1])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => MannWhitneyExact.PLess(new double[31], [1])).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void The_approximation_for_many_values_comes_near_the_exact_p()
    {
        double[] first = [.. Enumerable.Range(0, 30).Select(i => (i * 7 % 10 / 10.0) - .1)], second = [.. Enumerable.Range(0, 30).Select(i => i * 3 % 10 / 10.0)];
        double exact = MannWhitneyExact.PLess(first, second);
        exact.Should().BeInRange(.01, .5);
        MannWhitney.Approximate(first, second).Should().BeApproximately(exact, .01);
        MannWhitney.PLess(first, second).Should().Be(exact);
        MannWhitney.PLess([.. first, 0], second).Should().BeInRange(.05, exact, "one more low value is one more sign");
        MannWhitney.PLess(new double[40], new double[40]).Should().Be(1);
    }
}
