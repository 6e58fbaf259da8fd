using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class SignFlipTests
{
    [Fact]
    public void It_equals_the_enumeration_on_every_reference_row()
    {
        int rows = 0;
        foreach (JsonElement row in Vector.Rows("stats_signflip.jsonl"))
        {
            double[] differences = row.Numbers("differences");
            SignFlip.PLess(differences).Should().BeApproximately(row.Number("p_less"), 1e-12);
            Math.Pow(2, differences.Count(d => d != 0)).Should().Be(row.Number("assignments"));
            rows++;
        }

        rows.Should().Be(8);
    }

    [Fact]
    public void The_worked_example_has_its_known_p() => SignFlip.PLess([-.1, 0, -.1, -.1, .05, -.2, -.05, -.05]).Should().Be(4 / 128.0);

    [Fact]
    public void Thirds_that_add_up_differently_in_doubles_are_ties_all_the_same() =>
        SignFlip.PLess([-.1, -.2, .3]).Should().Be(5 / 8.0, "the sum is 0, and so is that of all signs turned over");

    [Theory]
    [InlineData(1, .5)]
    [InlineData(20, 1 / 1048576.0)]
    public void All_losses_are_one_flip_of_all(int count, double expected)
    {
        double[] losses = [.. Enumerable.Repeat(-.1, count)];
        SignFlip.PLess(losses).Should().Be(expected);
        SignFlip.PGreater(losses).Should().Be(1);
        SignFlip.PTwoSided(losses).Should().Be(2 * expected);
    }

    [Fact]
    public void Nothing_but_zeros_is_no_evidence()
    {
        SignFlip.PLess([]).Should().Be(1);
        SignFlip.PLess([0, 0, 0]).Should().Be(1);
        SignFlip.PTwoSided([0, 0, 0]).Should().Be(1);
    }

    [Fact]
    public void Zeros_do_not_matter_and_do_not_count_towards_the_limit()
    {
        double[] padded = [.. new double[500], -.5, -.25, .125];
        SignFlip.PLess(padded).Should().Be(SignFlip.PLess([-.5, -.25, .125]));
    }

    [Fact]
    public void Beyond_twenty_the_flips_are_drawn_alike_every_time_and_come_near_the_binomial()
    {
        // 60 equal sizes, 38 lost: the sum is a binomial tail, P(Bin(60, 1/2) >= 38) = 0.02594, by scipy.
        double[] differences = [.. Enumerable.Repeat(-1.0, 38), .. Enumerable.Repeat(1.0, 22)];
        double p = SignFlip.PLess(differences);
        p.Should().BeApproximately(.02594, .006);
        SignFlip.PLess(differences).Should().Be(p);
        SignFlip.PLess(differences, seed: 2).Should().NotBe(p);
        SignFlip.PLess([.. Enumerable.Repeat(-1.0, 400)]).Should().Be(1 / 10_000.0, "no drawn flip is as far, and p is never 0");
    }

    [Fact]
    public void A_cluster_is_flipped_as_a_whole()
    {
        SignFlip.PLess([-.1, -.2, -.3, -.1], [0, 0, 1, 1]).Should().Be(.25);
        SignFlip.PLess([-.1, -.2, -.3, -.1], [7, 7, 7, 7]).Should().Be(.5);
        SignFlip.PLess([-.3, .2, .1, -.5], [0, 0, 0, 1]).Should().Be(.5, "the first cluster adds up to 0, whatever doubles say");
        SignFlip.PTwoSided([-.1, -.2, -.3, -.1], [0, 0, 1, 1]).Should().Be(.5);
        FluentActions.Invoking(() => SignFlip.PLess([1, 2], [0])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_difference_that_is_no_number_is_a_defect_of_the_caller() =>
        FluentActions.Invoking(() => SignFlip.PLess([.1, double.NaN])).Should().Throw<ArgumentException>();

    [Fact]
    public void The_two_sides_mirror_each_other_and_overlap_in_what_was_seen() =>
        Prop.ForAll(Gen.Choose(-3, 3).ListOf().ToArbitrary(), list =>
        {
            double[] differences = [.. list.Take(18).Select(i => i / 3.0)], turned = [.. differences.Select(d => -d)];
            double less = SignFlip.PLess(differences), greater = SignFlip.PGreater(differences);
            return less is > 0 and <= 1 && greater is > 0 and <= 1 && less + greater > 1 && less == SignFlip.PGreater(turned);
        }).QuickCheckThrowOnFailure();
}
