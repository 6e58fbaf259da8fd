using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Statistics;
using MathNet.Numerics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class NormalTests
{
    [Fact]
    public void Special_functions_equal_scipy_on_every_reference_row()
    {
        int rows = 0;
        foreach (JsonElement row in Vector.Rows("stats_special.jsonl"))
        {
            double At(string name) => row.GetProperty(name).GetDouble();
            double value = row.GetProperty("stat").GetString() switch
            {
                "t_ppf" => StudentsT.Quantile(At("p"), At("df")),
                "t_cdf" => StudentsT.Cdf(At("t"), At("df")),
                "norm_ppf" => Normal.PhiInverse(At("p")),
                "betainc" => SpecialFunctions.BetaRegularized(At("a"), At("b"), At("x")),
                "chi2_sf" => SpecialFunctions.GammaUpperRegularized(At("df") / 2, At("x") / 2),
                "lgamma" => SpecialFunctions.GammaLn(At("x")),
                string other => throw new InvalidOperationException(other),
                null => throw new InvalidOperationException(),
            };
            value.Should().BeApproximately(row.GetProperty("expected").GetDouble(), 1e-8);
            rows++;
        }

        rows.Should().Be(8);
    }

    // scipy.stats.norm.ppf
    [Theory]
    [InlineData(1e-300, -37.0470962993612)]
    [InlineData(1e-100, -21.273453560965322)]
    [InlineData(1e-16, -8.222082216130435)]
    [InlineData(.001, -3.090232306167813)]
    [InlineData(.5, 0)]
    [InlineData(.975, 1.959963984540054)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(1, double.PositiveInfinity)]
    public void The_inverse_reaches_far_into_the_tail(double p, double expected)
    {
        double z = Normal.PhiInverse(p);
        if (double.IsInfinity(expected)) { z.Should().Be(expected); }
        else { z.Should().BeApproximately(expected, 1e-9); }

        Normal.UpperInverse(p).Should().Be(-z);
        Normal.Phi(z).Should().BeApproximately(p, 1e-12 * p);
    }

    [Fact]
    public void What_is_no_probability_has_no_quantile()
    {
        FluentActions.Invoking(() => Normal.PhiInverse(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Normal.PhiInverse(-.1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Normal.Phi(double.NaN)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Two_stages_combine_by_their_information()
    {
        // I1 = 1 / (1/3 + 1/3), I2 = 1 / (1/6 + 1/9); z = sqrt(.294118) * -1 + sqrt(.705882) * -2, by scipy.
        double p = InverseNormal.Combine(Normal.Phi(-1), 1.5, Normal.Phi(-2), 3.6);
        p.Should().BeApproximately(Normal.Phi(-Math.Sqrt(1.5 / 5.1) - (2 * Math.Sqrt(3.6 / 5.1))), 1e-15);
        p.Should().BeApproximately(.013119291766398294, 1e-14);
        InverseNormal.Combine(.03, 1, .7, 0).Should().BeApproximately(.03, 1e-12, "a stage without information says nothing");
    }

    [Fact]
    public void Certainty_of_one_stage_is_strong_and_that_of_both_balances()
    {
        InverseNormal.Combine(0, 1, .9, 1).Should().BeInRange(double.Epsilon, 1e-100);
        InverseNormal.Combine(1, 1, .001, 1).Should().Be(1);
        InverseNormal.Combine(0, 2, 1, 2).Should().Be(.5);
        InverseNormal.Combine(1, 2, 0, 2).Should().Be(.5);
    }

    [Theory]
    [InlineData(double.NaN, 1, .5, 1)]
    [InlineData(.5, -1, .5, 1)]
    [InlineData(.5, 0, .5, 0)]
    [InlineData(.5, 1, 1.5, 1)]
    [InlineData(.5, double.PositiveInfinity, .5, 1)]
    public void What_cannot_be_combined_is_a_defect_of_the_caller(double p1, double i1, double p2, double i2) =>
        FluentActions.Invoking(() => InverseNormal.Combine(p1, i1, p2, i2)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void A_combined_p_is_a_probability_and_falls_with_each_of_the_two() =>
        Prop.ForAll(Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(1, 99).ToArbitrary(), (a, b, w) =>
        {
            double p = InverseNormal.Combine(a / 1000.0, w, b / 1000.0, 100 - w);
            return p is >= 0 and <= 1 && (a == 0 || InverseNormal.Combine((a - 1) / 1000.0, w, b / 1000.0, 100 - w) <= p);
        }).QuickCheckThrowOnFailure();
}
