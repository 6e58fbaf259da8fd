using System.Numerics;
using System.Text.Json;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class McNemarExactTests
{
    [Fact]
    public void It_equals_statsmodels_and_scipy_on_every_reference_row()
    {
        int rows = 0;
        foreach (JsonElement row in Vector.Rows("stats_mcnemar.jsonl"))
        {
            int losses = row.GetProperty("losses").GetInt32(), wins = row.GetProperty("wins").GetInt32();
            McNemarExact.Worse(losses, wins).Should().BeApproximately(row.Number("exact_one_sided_regression"), 1e-8);
            McNemarExact.TwoSided(losses, wins).Should().BeApproximately(row.Number("exact_two_sided"), 1e-8);
            rows++;
        }

        rows.Should().Be(8);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 7, 1)]
    [InlineData(1, 0, 0.5)]
    [InlineData(5, 0, 1 / 32.0)]
    [InlineData(12, 5, 0.0717315674)]
    public void Small_tables_have_known_values(int losses, int wins, double expected) =>
        McNemarExact.Worse(losses, wins).Should().BeApproximately(expected, 1e-10);

    [Fact]
    public void It_equals_the_sum_of_exact_binomials_for_every_table_up_to_120_pairs()
    {
        for (int n = 1; n <= 120; n++)
        {
            BigInteger term = 1, sum = 0;
            for (int wins = 0; wins <= n; wins++)
            {
                sum += term;
                double exact = (double)sum / (double)BigInteger.Pow(2, n);
                McNemarExact.Worse(n - wins, wins).Should().BeApproximately(exact, 1e-12 + 1e-10 * exact, $"{n - wins} lost and {wins} won");
                term = term * (n - wins) / (wins + 1);
            }
        }
    }

    [Theory]
    [InlineData(5_000, 5_000, 0.50398936)]
    [InlineData(50_000, 50_000, 0.50126156)]
    public void Many_pairs_stay_exact(int losses, int wins, double expected) =>
        McNemarExact.Worse(losses, wins).Should().BeApproximately(expected, 1e-7);

    [Fact]
    public void A_hundred_thousand_losses_are_a_p_of_zero_and_never_a_NaN()
    {
        McNemarExact.Worse(100_000, 0).Should().Be(0);
        McNemarExact.Worse(60_000, 40_000).Should().BeInRange(0, 1e-300);
        McNemarExact.Worse(53, 0).Should().BeApproximately(Math.Pow(2, -53), 1e-24);
    }

    [Fact]
    public void A_negative_count_is_a_defect_of_the_caller() =>
        FluentActions.Invoking(() => McNemarExact.Worse(-1, 0)).Should().Throw<ArgumentOutOfRangeException>();
}
