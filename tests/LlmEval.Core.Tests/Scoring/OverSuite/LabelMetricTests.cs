using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

public sealed class LabelMetricTests
{
    private const string Labelled = "- equals: { value: \"{{expected}}\", metric: category }\n";

    // scikit-learn, precision_recall_fscore_support(zero_division=0) and accuracy_score of the same labels.
    [Theory]
    [InlineData("a a a b b c", "a a b b c c", 0.666667, 0.722222, 0.655556, 0.666667, 0.75, 0.666667, 0.677778)]
    [InlineData("a a b b", "a c b d", 0.5, 0.25, 0.333333, 0.5, 1, 0.5, 0.666667)]
    [InlineData("a a a a", "b b b b", 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("a b c", "a b c", 1, 1, 1, 1, 1, 1, 1)]
    [InlineData("a a a a a a a a a b", "a a a a a a a a a a", 0.45, 0.5, 0.473684, 0.9, 0.81, 0.9, 0.852632)]
    public void Averages_are_scikit_learns(
        string expected, string answered, double precision, double recall, double f1, double micro, double weightedPrecision, double weightedRecall, double weightedF1)
    {
        SuiteBench bench = new SuiteBench(Labelled
            + "- precision: category\n- recall: category\n- f1: category\n- accuracy: category\n"
            + "- f1: { of: category, average: micro, metric: micro }\n"
            + "- precision: { of: category, average: weighted, metric: wp }\n- recall: { of: category, average: weighted, metric: wr }\n- f1: { of: category, average: weighted, metric: wf }\n")
            .Labels(expected, answered);

        bench.Value("precision").Should().BeApproximately(precision, 1e-6);
        bench.Value("recall").Should().BeApproximately(recall, 1e-6);
        bench.Value("f1").Should().BeApproximately(f1, 1e-6);
        bench.Value("micro").Should().BeApproximately(micro, 1e-6);
        bench.Value("accuracy").Should().BeApproximately(micro, 1e-6, "with one label a sample the micro average is the accuracy");
        bench.Value("wp").Should().BeApproximately(weightedPrecision, 1e-6);
        bench.Value("wr").Should().BeApproximately(weightedRecall, 1e-6);
        bench.Value("wf").Should().BeApproximately(weightedF1, 1e-6);
    }

    [Fact]
    public void One_label_is_measured_alone()
    {
        SuiteBench bench = new SuiteBench(Labelled
            + "- f1: { of: category, positive: spam }\n- precision: { of: category, positive: spam }\n- recall: { of: category, positive: spam }\n- f1: { of: category, positive: other, metric: never }\n")
            .Labels("spam spam spam ham ham ham", "spam spam ham spam ham ham");

        bench.Value("precision").Should().BeApproximately(2.0 / 3, 1e-6);
        bench.Value("recall").Should().BeApproximately(2.0 / 3, 1e-6);
        bench.Value("f1").Should().BeApproximately(2.0 / 3, 1e-6);
        bench.Score("never").Outcome.Should().Be(ScoreOutcome.Unscored, "a misspelt label must not be a number");
    }

    [Fact]
    public void An_answer_without_a_readable_label_is_a_wrong_label_of_its_own()
    {
        SuiteBench bench = new SuiteBench("- equals: { path: $.c, value: \"{{expected}}\", metric: category }\n- accuracy: category\n- f1: category\n")
            .Case(["{\"c\":\"a\"}"], "a").Case(["no JSON"], "a").Case(["{}"], "b").Case(["{\"c\":\"b\"}"], "b");

        bench.Value("accuracy").Should().Be(0.5);
        // Labels a, b and (none): 2/3, 2/3 and 0.
        bench.Value("f1").Should().BeApproximately(4.0 / 9, 1e-6);
        SuiteTable matrix = bench.Score("f1").Tables[1];
        matrix.Columns.Should().Equal("expected", "a", "b", "(none)");
        matrix.Rows[0].Should().Equal("a", "1", "0", "1");
        matrix.Rows[2].Should().Equal("(none)", "0", "0", "0");
    }

    [Fact]
    public void A_label_that_is_spelt_like_the_missing_one_is_another()
    {
        SuiteBench bench = new SuiteBench(Labelled + "- accuracy: category\n").Case(["(none)"], "(none)");
        bench.Value("accuracy").Should().Be(1);
    }

    [Fact]
    public void Numbers_are_labels_by_their_value_and_texts_are_not_numbers()
    {
        SuiteBench bench = new SuiteBench("- equals: { path: $.c, value: 1, metric: category }\n- accuracy: category\n")
            .Case(["{\"c\":1.0}"], "").Case(["{\"c\":\"1\"}"], "").Case(["{\"c\":1}"], "");
        bench.Value("accuracy").Should().BeApproximately(2.0 / 3, 1e-6);
    }

    [Theory]
    [InlineData("iequals")]
    [InlineData("exact-match")]
    public void Other_checks_of_labels_give_labels_too(string check)
    {
        SuiteBench bench = new SuiteBench($"- {check}: {{ value: \"{{{{expected}}}}\", metric: category }}\n- accuracy: category\n- f1: category\n").Labels("a b", "A A");
        bench.Value("accuracy").Should().Be(0.5);
        bench.Score("f1").Count.Should().Be(2);
    }

    [Fact]
    public async Task A_case_whose_model_broke_off_is_a_wrong_answer_to_its_label()
    {
        BoundCheck check = Bench.Check("equals: { value: outage, metric: category }");
        Score score = await check.FailAsync(new ScoringContext(Bench.Sample(new Answer { Text = "outage" }), 0, CaseValues.Of([])), "called a tool", CancellationToken.None);
        (score.Expected, score.Actual).Should().Be(("outage", null));
    }

    [Fact]
    public void What_could_not_be_scored_is_left_out_and_counted()
    {
        SuiteBench bench = new SuiteBench(Labelled + "- accuracy: category\n").Labels("a a a a a a", "a a a a a b").Case([null], "a").Case([null], "a");
        SuiteScore score = bench.Score("accuracy");
        score.Value.Should().BeApproximately(5.0 / 6, 1e-6);
        score.Count.Should().Be(6);
        score.Reason.Should().Contain("2 unscored");
    }

    [Fact]
    public void Too_much_that_could_not_be_scored_leaves_no_number()
    {
        SuiteBench bench = new SuiteBench(Labelled + "- accuracy: { of: category, threshold: 0.1 }\n").Labels("a a a a a a", "a a a a a b").Case([null, null, null], "a");
        SuiteScore score = bench.Score("accuracy");
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Holds.Should().BeNull();
    }

    [Fact]
    public void A_check_that_compares_with_no_label_is_named()
    {
        SuiteBench bench = new SuiteBench("- contains: { value: a, metric: category }\n- f1: category\n").Labels("a a a", "a a a");
        SuiteScore score = bench.Score("f1");
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("tells no label").And.Contain("equals");
    }

    [Fact]
    public void Tags_make_slices_unless_all_cases_share_them()
    {
        SuiteBench bench = new SuiteBench(Labelled + "- accuracy: category\n")
            .Case(["a"], "a", ["all", "de"]).Case(["b"], "a", ["all", "fr"]).Case(["a"], "a", ["all", "fr"]);
        bench.Score("accuracy").Slices.Should().Equal(new SliceScore("de", 1, 1), new SliceScore("fr", 0.5, 2));
    }

    [Theory]
    [InlineData("f1", 0.6, false)]
    [InlineData("f1", 0.5, true)]
    public void A_threshold_is_the_bound_of_the_suite(string check, double threshold, bool holds)
    {
        SuiteBench bench = new SuiteBench(Labelled + $"- {check}: {{ of: category, average: micro, threshold: {threshold.ToString(CultureInfo.InvariantCulture)} }}\n").Labels("a b", "a a");
        bench.Score(check).Holds.Should().Be(holds);
    }

    [Fact]
    public void Many_labels_are_shown_as_the_most_frequent_and_the_others()
    {
        string many = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"l{i:D2}"));
        SuiteScore score = new SuiteBench(Labelled + "- f1: category\n").Labels(many, many).Labels("l59 l59", "l59 x").Score("f1");
        SuiteTable matrix = score.Tables[1];
        matrix.Rows.Should().HaveCount(51);
        matrix.Rows[^1][0].Should().Be("others");
        matrix.Rows.Select(r => r[0]).Should().Contain("l59").And.NotContain("x");
        matrix.Rows.Sum(r => r.Skip(1).Sum(c => int.Parse(c, CultureInfo.InvariantCulture))).Should().Be(62);
        // One of 61 labels is never expected, l59 has precision 1 and recall 2/3.
        score.Value.Should().BeApproximately((59 + 0.8) / 61, 1e-6);
    }

    [Fact]
    public void A_million_answers_that_are_all_different_stay_small()
    {
        LabelIndex index = new();
        ConfusionMatrix matrix = new(index);
        int expected = index.Of("a");
        for (int i = 0; i < 200_000; i++) { matrix.Add(expected, index.Of($"something long that no label is, number {i}")); }

        matrix.Counts.Of(LabelMeasure.F1, LabelAverage.Macro).Should().Be(0);
        matrix.Matrix("m").Rows.Sum(r => r.Skip(1).Sum(c => int.Parse(c, CultureInfo.InvariantCulture))).Should().Be(200_000);
        matrix.Classes("m").Rows.Should().HaveCount(ConfusionMatrix.MostLabels + 1);
    }

    [Fact]
    public void Long_and_broken_labels_are_shown_on_one_short_line()
    {
        SuiteScore score = new SuiteBench(Labelled + "- f1: category\n").Case(["\ud800 half\n" + new string('x', 500)], "a").Case([""], "a").Score("f1");
        string[] labels = [.. score.Tables[0].Rows.Select(r => r[0])];
        labels.Should().Contain("(empty)").And.OnlyContain(l => l.Length < 60 && !l.Contains('\n') && !l.Any(char.IsSurrogate));
    }

    [Theory]
    [InlineData("- f1: { of: category, average: macro, positive: a }", "LLM1003", "both 'average' and 'positive'")]
    [InlineData("- f1: { average: macro }", "LLM1006", "needs the key 'of'")]
    [InlineData("- f1: { of: category, average: mean }", "LLM1003", "'macro' or 'micro' or 'weighted'")]
    [InlineData("- not-f1: category", "LLM1003", "means nothing")]
    [InlineData("- accuracy: { of: category, average: macro }", "LLM1002", "average")]
    [InlineData("- f1: { of: category, metric: cut }", "LLM1011", "every suite has")]
    [InlineData("- f1: { of: category, metric: latency-p95 }", "LLM1011", "every suite has")]
    [InlineData("- f1: { of: category, metric: equals }\n- equals: a", "LLM1011", "Two checks")]
    public void Mistakes_are_told(string yaml, string code, string part) =>
        Bench.Mistakes(yaml).Should().ContainSingle().Which.Should().Contain(code).And.Contain(part);
}
