using System.Text.Json;
using LlmEval.Core.Tests.Statistics;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class PairedTTests
{
    private const double Tolerance = 1e-8;

    [Fact]
    public void It_equals_scipy_on_every_reference_row()
    {
        int rows = 0;
        foreach (JsonElement row in Vector.Rows("stats_paired_t.jsonl"))
        {
            double[] differences = [.. row.Numbers("candidate").Zip(row.Numbers("baseline"), (c, b) => c - b)];
            PairedTResult test = PairedT.Test(differences)!;
            test.Mean.Should().BeApproximately(row.Number("mean_diff"), Tolerance);
            test.StandardError.Should().BeApproximately(row.Number("se"), Tolerance);
            test.T.Should().BeApproximately(row.Number("t"), Tolerance);
            test.DegreesOfFreedom.Should().Be((int)row.Number("df"));
            test.PLess.Should().BeApproximately(row.Number("p_less"), Tolerance);
            test.PTwoSided.Should().BeApproximately(row.Number("p_two_sided"), Tolerance);
            double[] interval = row.GetProperty("expected").Numbers("ci95");
            test.Lower.Should().BeApproximately(interval[0], Tolerance);
            test.Upper.Should().BeApproximately(interval[1], Tolerance);
            test.UpperOneSided.Should().BeApproximately(row.Number("upper95_one_sided"), Tolerance);
            rows++;
        }

        rows.Should().Be(8);
    }

    [Fact]
    public void It_equals_the_worked_example_of_the_literature()
    {
        PairedTResult test = PairedT.Test([-.1, 0, -.1, -.1, .05, -.2, -.05, -.05])!;
        test.Mean.Should().BeApproximately(-.06875, 1e-12);
        test.StandardError.Should().BeApproximately(.0266215206, 1e-9);
        test.T.Should().BeApproximately(-2.5824971130, 1e-9);
        test.PLess.Should().BeApproximately(.0181699196, 1e-9);
        test.PTwoSided.Should().BeApproximately(.0363398391, 1e-9);
    }

    [Theory]
    [InlineData(1, 12.706204736174698)]
    [InlineData(2, 4.302652729749462)]
    [InlineData(10, 2.2281388519862744)]
    [InlineData(100, 1.9839715185235523)]
    [InlineData(10_000, 1.960201239890626)]
    [InlineData(99_999, 1.9599877077718448)]
    public void The_interval_uses_the_right_quantile_from_one_degree_of_freedom_to_a_hundred_thousand(int freedom, double quantile)
    {
        // Alternating +1 and -1 (and one 0 when N is odd) around 0.1: the spread is known, the mean is 0.1.
        double[] differences = new double[freedom + 1];
        for (int i = 0; i < differences.Length; i++) { differences[i] = 0.1 + (i == differences.Length - 1 && i % 2 == 0 ? 0 : i % 2 == 0 ? 1 : -1); }

        PairedTResult test = PairedT.Test(differences)!;
        ((test.Upper - test.Mean) / test.StandardError).Should().BeApproximately(quantile, 1e-8);
        (test.Mean - test.Lower).Should().BeApproximately(test.Upper - test.Mean, 1e-12);
    }

    [Fact]
    public void Fewer_than_two_differences_have_no_test()
    {
        PairedT.Test([]).Should().BeNull();
        PairedT.Test([-1]).Should().BeNull();
    }

    [Theory]
    [InlineData(0.0, 1, 1, 1)]
    [InlineData(-0.1, 0, 1, 0)]
    [InlineData(0.1, 1, 0, 0)]
    public void Equal_differences_leave_no_doubt(double difference, double less, double greater, double twoSided)
    {
        PairedTResult test = PairedT.Test([difference, difference, difference])!;
        (test.PLess, test.PGreater, test.PTwoSided).Should().Be((less, greater, twoSided));
        (test.Mean, test.Lower, test.Upper).Should().Be((difference, difference, difference));
        test.T.Should().Be(difference == 0 ? 0 : Math.Sign(difference) * double.PositiveInfinity);
    }

    [Fact]
    public void A_fall_far_out_in_the_tail_keeps_a_p_above_zero()
    {
        double[] differences = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? -1.0 : -0.9)];
        PairedTResult test = PairedT.Test(differences)!;
        test.PLess.Should().BeInRange(double.Epsilon, 1e-100);
        test.PGreater.Should().Be(1);
    }
}
