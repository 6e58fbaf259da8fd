using System.Text.Json;
using LlmEval.Core.Tests.Statistics;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class ComparisonTests
{
    [Fact]
    public void A_clustered_mean_equals_statsmodels_on_every_reference_row()
    {
        int rows = 0;
        foreach (JsonElement row in Vector.Rows("stats_clustered_se.jsonl"))
        {
            int[] clusters = [.. row.GetProperty("clusters").EnumerateArray().Select(c => c.GetInt32())];
            PairedTResult test = PairedT.Test(row.Numbers("differences"), clusters)!;

            test.Mean.Should().BeApproximately(row.Number("mean"), 1e-9);
            test.StandardError.Should().BeApproximately(row.Number("clustered_se_corrected"), 1e-9);
            test.DegreesOfFreedom.Should().Be((int)row.Number("t_df"));
            test.PLess.Should().BeApproximately(row.Number("p_less"), 1e-9);
            PairedT.Test(row.Numbers("differences"))!.StandardError.Should().BeApproximately(row.Number("naive_se"), 1e-9);
            rows++;
        }

        rows.Should().Be(8);
    }

    [Fact]
    public void Holm_equals_statsmodels_on_every_reference_row()
    {
        int rows = 0;
        foreach (JsonElement row in Vector.Rows("stats_multiplicity.jsonl"))
        {
            double[] expected = row.GetProperty("expected").GetProperty("holm").Numbers("adjusted");
            double[] adjusted = Holm.Adjust(row.Numbers("p"));
            adjusted.Should().HaveCount(expected.Length);
            for (int i = 0; i < expected.Length; i++) { adjusted[i].Should().BeApproximately(expected[i], 1e-12); }

            rows++;
        }

        rows.Should().Be(8);
        Holm.Adjust([]).Should().BeEmpty();
    }

    [Fact]
    public void Clusters_of_one_give_the_plain_test()
    {
        double[] differences = [.1, -.2, .3, .05, 0];
        PairedT.Test(differences, [9, 8, 7, 6, 5]).Should().BeEquivalentTo(PairedT.Test(differences), o => o
            .Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-12)).WhenTypeIs<double>());
    }

    [Fact]
    public void One_cluster_is_no_evidence_however_many_differences_it_has()
    {
        PairedT.Test([1, 2, 3], [0, 0, 0]).Should().BeNull();
        PairedT.Test([], []).Should().BeNull();
        FluentActions.Invoking(() => PairedT.Test([1, 2], [0])).Should().Throw<ArgumentException>();
    }

    // By Simpson's rule over the density of t with 7 degrees of freedom.
    [Theory]
    [InlineData(0.03, 0.00028207787112)]
    [InlineData(0.01, 0.0643808566)]
    public void Equivalence_is_the_larger_of_two_one_sided_p_values(double margin, double expected)
    {
        PairedTResult test = PairedT.Test([.01, -.02, .015, 0, .005, -.01, .02, -.005])!;
        Equivalence.PValue(test, margin).Should().BeApproximately(expected, 1e-9);
    }

    [Fact]
    public void Equivalence_holds_just_when_the_interval_of_ninety_percent_lies_within_the_margin()
    {
        PairedTResult test = PairedT.Test([.01, -.02, .015, 0, .005, -.01, .02, -.005])!;
        double margin = Math.Max(Math.Abs(test.UpperOneSided), Math.Abs(2 * test.Mean - test.UpperOneSided));

        Equivalence.PValue(test, margin).Should().BeApproximately(.05, 1e-9);
        Equivalence.PValue(test, margin * 1.01).Should().BeLessThan(.05);
    }

    [Fact]
    public void Without_spread_only_a_difference_within_the_margin_is_equivalent()
    {
        Equivalence.PValue(PairedT.Test([0, 0, 0])!, 0.03).Should().Be(0);
        Equivalence.PValue(PairedT.Test([.5, .5, .5])!, 0.03).Should().Be(1);
    }

    // scipy.stats.wasserstein_distance
    [Theory]
    [InlineData(new double[] { 0, 1, 3 }, new double[] { 5, 6, 8 }, 5)]
    [InlineData(new double[] { 0, 1 }, new double[] { 0, 0, 1 }, 1.0 / 6)]
    [InlineData(new double[] { 0 }, new double[] { 0 }, 0)]
    [InlineData(new double[] { 0, 0, 1, 1 }, new double[] { 0, 1, 1, 1 }, 0.25)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 2 }, 2.0 / 3)]
    public void Wasserstein_is_the_area_between_the_distributions(double[] a, double[] b, double expected)
    {
        Wasserstein.Distance(a, b).Should().BeApproximately(expected, 1e-12);
        Wasserstein.Distance(b, a).Should().BeApproximately(expected, 1e-12);
    }

    [Theory]
    [InlineData(15_307, 20_000, 1_018, 20_000, 1)]
    [InlineData(1_018, 20_000, 15_307, 20_000, 0)]
    [InlineData(3, 12, 9, 9, 7.4847753e-4)]
    [InlineData(5, 5, 0, 0, 1)]
    public void Fishers_p_lies_on_its_right_side_however_unlikely_the_table(int first, int ofFirst, int second, int ofSecond, double expected) =>
        FisherExact.Fewer(first, ofFirst, second, ofSecond).Should().BeApproximately(expected, 1e-10);
}
