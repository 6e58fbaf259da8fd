using FsCheck;
using FsCheck.Fluent;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class RankAndSignTests
{
    [Fact]
    public void Nothing_but_zeros_is_no_evidence()
    {
        Wilcoxon.Test([]).Should().Be(new WilcoxonResult(0, 0, true, 1, 1, 1));
        Wilcoxon.Test([0, 0]).PLess.Should().Be(1);
        SignTest.PLess([]).Should().Be(1);
        SignTest.PTwoSided([0, 0]).Should().Be(1);
    }

    [Fact]
    public void Five_losses_of_different_sizes_are_one_in_32()
    {
        Wilcoxon.Test([-.1, -.2, -.3, -.4, -.5]).PLess.Should().Be(1 / 32.0);
        Wilcoxon.Test([-.1, -.2, -.3, -.4, -.5]).PGreater.Should().Be(1);
        SignTest.PLess([-.1, -.2, -.3, -.4, -.5, 0]).Should().BeApproximately(1 / 32.0, 1e-14);
        SignTest.PTwoSided([-.1, -.2, -.3, -.4, -.5, 0]).Should().BeApproximately(1 / 16.0, 1e-14);
    }

    [Fact]
    public void Thirds_that_differ_by_rounding_are_ties() =>
        Wilcoxon.Test([(2 / 3.0) - 1, 0 - (1 / 3.0), 1 / 3.0]).Should().Be(Wilcoxon.Test([-1, -1, 1]));

    [Fact]
    public void What_is_no_number_is_a_defect_of_the_caller()
    {
        FluentActions.Invoking(() => Wilcoxon.Test([double.NaN])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Wilcoxon.Test([double.PositiveInfinity])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => SignTest.PLess([double.NaN])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => PairedT.Test([1, double.NaN])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => PairedT.Test([1, double.NaN], [1, 2])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_side_mirrors_the_other_and_every_p_is_one() =>
        Prop.ForAll(Gen.Choose(-9, 9).ListOf().ToArbitrary(), list =>
        {
            double[] differences = [.. list.Select(i => i / 7.0)], turned = [.. differences.Select(d => -d)];
            WilcoxonResult test = Wilcoxon.Test(differences), mirror = Wilcoxon.Test(turned);
            return new[] { test.PLess, test.PGreater, test.PTwoSided, SignTest.PLess(differences) }.All(p => p is >= 0 and <= 1)
                && Math.Abs(test.PLess - mirror.PGreater) < 1e-12 && test.PTwoSided >= Math.Min(test.PLess, test.PGreater) - 1e-12;
        }).QuickCheckThrowOnFailure();
}
