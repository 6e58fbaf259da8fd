using LlmEval.Comparing;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Comparing;

public sealed class ComparisonTests
{
    private static ScoreTable Table(string name, IEnumerable<double[]> cases, bool binary = true, string suite = "s") => new()
    {
        Name = name,
        Suite = suite,
        Model = "m",
        Metrics = [new TableMetric("q", binary ? "pass" : "ratio", binary, HigherIsBetter: true)],
        Cases = [.. cases.Select((v, i) => new TableCase
        {
            Id = $"c{i:000}", Samples = [.. v.Select(x => new[] { new ScoreCell(CellState.Scored, x >= 0.5, x) })], Cost = 0.002, Tokens = 100 * (i + 1), Latency = 1,
        })],
    };

    [Fact]
    public void Single_samples_of_pass_or_fail_are_compared_by_McNemar()
    {
        // 12 lost, 5 won, 83 as before: methods 1.6.
        double[][] before = [.. Enumerable.Range(0, 100).Select(i => new double[] { i < 12 ? 1 : i < 17 ? 0 : 1 })];
        double[][] after = [.. Enumerable.Range(0, 100).Select(i => new double[] { i < 12 ? 0 : i < 17 ? 1 : 1 })];

        MetricComparison metric = Comparison.Of(Table("a", before), Table("b", after)).Metrics.Single();

        (metric.Test, metric.N, metric.Lost.Count, metric.Won.Count).Should().Be(("McNemar", 100, 12, 5));
        metric.PValue.Should().BeApproximately(0.1434631348, 1e-8);
        metric.Difference.Should().BeApproximately(-0.07, 1e-12);
    }

    [Fact]
    public void Few_graded_cases_are_compared_by_sign_flips_with_the_interval_of_t()
    {
        double[] d = [-.1, 0, -.1, -.1, .05, -.2, -.05, -.05];

        MetricComparison metric = Comparison.Of(Table("a", d.Select(_ => new[] { 0.5 }), binary: false), Table("b", d.Select(x => new[] { 0.5 + x }), binary: false)).Metrics.Single();

        metric.Test.Should().Be("sign-flip");
        metric.PValue.Should().BeApproximately(2 * 4 / 128.0, 1e-12);
        metric.Difference.Should().BeApproximately(-0.06875, 1e-9);
        metric.Lower.Should().BeApproximately(-0.06875 - (2.3646242510 * 0.0266215206), 1e-6);
        metric.Lost[0].Should().Be("c005", "it fell most");
    }

    [Fact]
    public void What_both_do_not_have_with_the_same_inputs_is_left_out_and_named()
    {
        ScoreTable a = Table("a", [[1], [1], [1]]), b = Table("b", [[1], [0], [1], [1]]);
        a = a with { Cases = [.. a.Cases.Select((c, i) => c with { InputsHash = Hash128.Of($"i{i}") }), a.Cases[0] with { Id = "z" }] };
        b = b with { Cases = [.. b.Cases.Select((c, i) => c with { InputsHash = Hash128.Of(i == 2 ? "other" : $"i{i}") })] };

        Comparison comparison = Comparison.Of(a, b);

        comparison.Cases.Should().Be(2);
        comparison.Edited.Should().Equal("c002");
        comparison.OnlyA.Should().Equal("z");
        comparison.OnlyB.Should().Equal("c003");
        ComparisonText.Text(comparison).Should().Contain("lost 1 of 2").And.Contain("edited, left out: c002").And.Contain("only in A, left out: z");
    }

    [Fact]
    public void Usage_is_a_ratio_case_by_case()
    {
        ScoreTable a = Table("a", [[1], [1], [1]]), b = Table("b", [[1], [1], [1]]);
        b = b with { Cases = [.. b.Cases.Select((c, i) => c with { Tokens = c.Tokens * (i == 0 ? 1 : 2), Cost = 0.004, Latency = null })], Currency = "USD" };

        Comparison comparison = Comparison.Of(a, b);

        comparison.Usage.Select(u => u.What).Should().Equal("cost", "tokens");
        comparison.Usage[0].Ratio.Should().BeApproximately(2, 1e-12);
        comparison.Usage[1].Ratio.Should().BeApproximately(Math.Pow(4, 1 / 3.0), 1e-12);
        Comparison.Of(a with { Currency = "EUR" }, b).Usage.Select(u => u.What).Should().Equal(["tokens"], "money of two currencies has no ratio");
    }

    [Fact]
    public void A_changed_check_is_not_compared()
    {
        ScoreTable a = Table("a", [[1], [1]]), b = Table("b", [[0], [0]]);
        a = a with { Metrics = [a.Metrics[0] with { ScorerKey = "1" }] };
        b = b with { Metrics = [b.Metrics[0] with { ScorerKey = "2" }] };

        Comparison comparison = Comparison.Of(a, b);

        comparison.Metrics.Single().Incomparable.Should().Be("the check is another one");
        ComparisonText.Text(comparison).Should().Contain("q: cannot be compared");
    }

    [Fact]
    public void Two_suites_and_two_data_sets_have_nothing_to_compare()
    {
        ScoreTable a = Table("left", [[1]]);

        FluentActions.Invoking(() => Comparison.Of(a, Table("right", [[1]], suite: "t"))).Should().Throw<LlmEvalException>().Which.Diagnostic.Message.Should().Contain("left is of the suite 's', right of 't'");
        FluentActions.Invoking(() => Comparison.Of(a, a with { Cases = [a.Cases[0] with { Id = "x" }] })).Should().Throw<LlmEvalException>().Which.Diagnostic.Message.Should().Contain("no case in common");
    }

    [Fact]
    public void A_table_cannot_be_broken_by_names() =>
        ComparisonText.Markdown(Comparison.Of(Table("a|<b>", [[1]]), Table("`x`", [[0]]))).Should().Contain("a\\|\\<b\\>").And.Contain("\\`x\\`");

    [Fact]
    public void Cells_of_a_matrix_are_ranked_and_told_from_the_best()
    {
        double[][] good = [.. Enumerable.Repeat(new double[] { 1 }, 30)], nearly = [.. good.Select((v, i) => i == 0 ? [0.0] : v)], bad = [.. good.Select((v, i) => i < 20 ? [0.0] : v)];
        MatrixCell Cell(string model) => new() { Model = model };

        Matrix matrix = Matrix.Rank("s", [(Cell("bad"), Table("bad", bad)), (Cell("gone") with { Missing = "no key" }, null), (Cell("good"), Table("good", good)), (Cell("nearly"), Table("nearly", nearly))]);

        matrix.Cells.Select(c => (c.Model, c.IsAmongBest)).Should().Equal(("good", true), ("nearly", true), ("bad", false), ("gone", false));
        matrix.Cells[2].AdjustedPValue.Should().BeApproximately(2 * Math.Pow(0.5, 20), 1e-12);
        MatrixText.Text(matrix).Should().Contain("2. nearly: 96.7%").And.Contain("not distinguishable from the best").And.Contain("worse than the best").And.Contain("gone: no key");
    }
}
