using FsCheck;
using FsCheck.Fluent;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class GroupSequentialTests
{
    // Three looks at equal shares of information: the R packages ldbounds and gsDesign.
    [Theory]
    [InlineData(.05, SpendingFunction.OBrienFleming, 3.2001, 2.1408, 1.6948)]
    [InlineData(.025, SpendingFunction.OBrienFleming, 3.7103, 2.5114, 1.9931)]
    [InlineData(.10, SpendingFunction.OBrienFleming, 2.6208, 1.7217, 1.3595)]
    [InlineData(.05, SpendingFunction.Pocock, 2.0020, 1.9938, 1.9803)]
    public void Bounds_are_those_of_the_literature(double alpha, SpendingFunction spending, double first, double second, double third)
    {
        double[] bounds = GroupSequential.Bounds(alpha, [1 / 3.0, 2 / 3.0, 1], spending);
        bounds[0].Should().BeApproximately(first, 1e-4);
        bounds[1].Should().BeApproximately(second, 1e-4);
        bounds[2].Should().BeApproximately(third, 1e-4);
    }

    [Fact]
    public void The_error_rate_is_spent_as_the_literature_says()
    {
        GroupSequential.Spent(.05, 1 / 3.0, SpendingFunction.OBrienFleming).Should().BeApproximately(.000687, 5e-7);
        GroupSequential.Spent(.05, 2 / 3.0, SpendingFunction.OBrienFleming).Should().BeApproximately(.016375, 5e-7);
        GroupSequential.Spent(.05, 1, SpendingFunction.OBrienFleming).Should().Be(.05);
        GroupSequential.Spent(.05, 0, SpendingFunction.Pocock).Should().Be(0);
        GroupSequential.Spent(.05, 1, SpendingFunction.Pocock).Should().Be(.05);
    }

    [Fact]
    public void A_single_look_is_the_plain_test()
    {
        GroupSequential.Bounds(.05, [1], SpendingFunction.OBrienFleming)[0].Should().BeApproximately(1.6448536270, 1e-9);
        GroupSequential.Bounds(.05, [1], SpendingFunction.Pocock)[0].Should().BeApproximately(1.6448536270, 1e-9);
    }

    [Fact]
    public void A_drift_is_seen_as_often_as_without_looks_or_nearly()
    {
        // With z(.95) + z(.8) as the expected z a single look sees it in 80%; three looks of O'Brien and Fleming lose little.
        double[] shares = [1 / 3.0, 2 / 3.0, 1];
        double[] bounds = GroupSequential.Bounds(.05, shares, SpendingFunction.OBrienFleming);
        double seen = GroupSequential.Crossing(bounds, shares, 2.4864749).Sum();
        seen.Should().BeInRange(.78, .7999);
        GroupSequential.Crossing([1.6448536270], [1], 2.4864749).Sum().Should().BeApproximately(.8, 1e-7);
    }

    [Fact]
    public void However_one_looks_the_error_rate_of_the_whole_is_alpha() =>
        Prop.ForAll(Gen.Choose(1, 40).NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 30).ToArbitrary(), (steps, percent) =>
        {
            int[] gaps = [.. steps.Take(6)];
            double[] shares = new double[gaps.Length];
            double sum = 0;
            for (int i = 0; i < gaps.Length; i++) { shares[i] = i == gaps.Length - 1 ? 1 : (sum += gaps[i]) / gaps.Sum(); }

            double alpha = percent / 100.0;
            foreach (SpendingFunction spending in Enum.GetValues<SpendingFunction>())
            {
                double[] bounds = GroupSequential.Bounds(alpha, shares, spending);
                Math.Abs(GroupSequential.Crossing(bounds, shares).Sum() - alpha).Should().BeLessThan(1e-9);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void At_evenly_spaced_looks_bounds_of_OBrien_and_Fleming_fall_and_need_less_where_more_may_be_spent()
    {
        for (int looks = 2; looks <= 10; looks++)
        {
            double[] shares = [.. Enumerable.Range(1, looks).Select(i => (double)i / looks)];
            double[] strict = GroupSequential.Bounds(.01, shares, SpendingFunction.OBrienFleming), loose = GroupSequential.Bounds(.05, shares, SpendingFunction.OBrienFleming);
            strict.Should().BeInDescendingOrder();
            strict.Zip(loose).Should().OnlyContain(pair => pair.First > pair.Second);
            strict[^1].Should().BeInRange(2.3263, 2.45, "the last look costs little");
        }
    }

    [Fact]
    public void Shares_that_do_not_ascend_to_at_most_one_are_a_defect_of_the_caller()
    {
        FluentActions.Invoking(() => GroupSequential.Bounds(.05, [.5, .5], SpendingFunction.Pocock)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => GroupSequential.Bounds(.05, [.5, 1.1], SpendingFunction.Pocock)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => GroupSequential.Bounds(double.NaN, [1], SpendingFunction.Pocock)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => GroupSequential.Crossing([1, 2], [1])).Should().Throw<ArgumentException>();
    }
}
