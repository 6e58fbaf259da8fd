using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void The_interval_of_a_median_comes_near_the_exact_one_of_order_statistics()
    {
        // 1 to 99: the 95% interval of the median between order statistics, by the binomial, is 40 to 60.
        BootstrapInterval interval = Bootstrap.OfQuantile([.. Enumerable.Range(1, 99).Select(i => (double)i)], .5)!;
        interval.Estimate.Should().Be(50);
        interval.Lower.Should().BeInRange(39, 42);
        interval.Upper.Should().BeInRange(58, 61);
    }

    [Fact]
    public void It_is_the_same_every_time_in_whatever_order_the_cases_come()
    {
        double[] values = [.. Enumerable.Range(0, 200).Select(i => (double)(i * 37 % 211))];
        BootstrapInterval interval = Bootstrap.OfQuantile(values, .95)!;
        Bootstrap.OfQuantile([.. values.Reverse()], .95).Should().Be(interval);
        Bootstrap.OfQuantile(values, .95, seed: 2).Should().NotBe(interval);
        interval.Lower.Should().BeLessThan(interval.Estimate);
        interval.Upper.Should().BeGreaterThan(interval.Estimate);
        Bootstrap.OfQuantile(values, .95, confidence: .5)!.Lower.Should().BeGreaterThan(interval.Lower);
    }

    [Fact]
    public void A_ratio_is_that_of_pairs_and_turns_over_with_them()
    {
        double[] before = [.. Enumerable.Range(1, 101).Select(i => i * 10.0)], after = [.. before.Select((b, i) => b * (1 + (i % 11 / 50.0)))];
        BootstrapInterval slower = Bootstrap.OfMedianRatio(after, before)!, faster = Bootstrap.OfMedianRatio(before, after)!;
        slower.Estimate.Should().BeApproximately(1.1, 1e-12);
        slower.Lower.Should().BeInRange(1.05, 1.1);
        slower.Upper.Should().BeInRange(1.1, 1.15);
        faster.Estimate.Should().BeApproximately(1 / 1.1, 1e-12);
    }

    [Fact]
    public void One_case_is_all_there_is_and_none_has_no_interval()
    {
        Bootstrap.OfQuantile([7], .95).Should().Be(new BootstrapInterval(1, 7, 7, 7));
        Bootstrap.OfQuantile([], .95).Should().BeNull();
        Bootstrap.OfMedianRatio([], []).Should().BeNull();
    }

    [Fact]
    public void What_is_no_number_or_has_no_ratio_is_a_defect_of_the_caller()
    {
        FluentActions.Invoking(() => Bootstrap.OfQuantile([1, double.NaN], .95)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Bootstrap.OfQuantile([1], 1.5)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Bootstrap.OfMedianRatio([1, 0], [1, 1])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Bootstrap.OfMedianRatio([1], [1, 1])).Should().Throw<ArgumentException>();
    }

    // numpy.quantile
    [Theory]
    [InlineData(0, 1)]
    [InlineData(.5, 2.5)]
    [InlineData(.95, 8.95)]
    [InlineData(1, 10)]
    public void A_quantile_lies_straight_between_values(double share, double expected) => Quantile.Of([1, 2, 3, 10], share).Should().BeApproximately(expected, 1e-12);
}
