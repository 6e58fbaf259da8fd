using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class EProcessTests
{
    [Theory]
    [InlineData(5, 0, 10.5)]
    [InlineData(6, 0, 18.142857)]
    [InlineData(8, 1, 11.255556)]
    [InlineData(10, 2, 9.440559)]
    [InlineData(15, 5, 6.355521)]
    [InlineData(20, 8, 5.884463)]
    [InlineData(3, 3, .457143)]
    public void Losses_and_wins_have_known_evidence(int losses, int wins, double expected) => Math.Exp(EProcess.LogFall(losses, wins)).Should().BeApproximately(expected, 1e-6);

    [Fact]
    public void No_pair_is_no_evidence()
    {
        EProcess.Fall([]).Should().Be((0, 0));
        EProcess.NoFall([], .05).Should().Be((0, 0));
        EProcess.Betting([]).Should().Be(1);
        EProcess.Interval([]).Should().Be((0, 1));
        EProcess.LogFall(0, 0).Should().BeApproximately(0, 1e-14);
    }

    [Fact]
    public void Pairs_that_agree_show_in_time_that_there_is_no_large_fall()
    {
        // (1 + stake * .05)^n: the largest stake decides.
        double[] agreeing = new double[200];
        EProcess.NoFall(agreeing, .05).LogE.Should().BeApproximately(Math.Log((Math.Pow(1.005, 200) + Math.Pow(1.015, 200) + Math.Pow(1.03, 200)) / 3), 1e-10);
        EProcess.Fall(agreeing).Should().Be((0, 0));
    }

    [Fact]
    public void What_is_no_difference_of_scores_is_a_defect_of_the_caller()
    {
        FluentActions.Invoking(() => EProcess.Fall([1.5])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => EProcess.Interval([double.NaN])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => EProcess.Betting([0], 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => EProcess.NoFall([0], -1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => EProcess.LogFall(-1, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
