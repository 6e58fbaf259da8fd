using LlmEval.Documents;
using LlmEval.Gating;
using LlmEval.Model;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class GatePlanTests
{
    private static readonly Metric[] s_metrics = [Binary("category"), Graded("quality"), Graded("latency", "s", higher: false), Binary("tone", gated: false)];
    private readonly DiagnosticBag _diagnostics = new();

    private static ScalarNode Word(string text, ScalarKind kind = ScalarKind.Text) => new(new Location("/s/a.eval.yml", 7, 3), text, kind);

    private static ScalarNode Number(string text) => Word(text, ScalarKind.Real);

    private static MappingNode Map(params (string Key, LocatedNode Value)[] entries) =>
        new(new Location("/s/a.eval.yml", 6, 1), [.. entries.Select(e => KeyValuePair.Create(Word(e.Key), e.Value))]);

    private static SequenceNode List(params string[] items) => new(new Location("/s/a.eval.yml", 8, 1), [.. items.Select(i => Word(i))]);

    private GatePlan? Bind(params (string Key, LocatedNode Value)[] entries) => GatePlan.Bind(Map(entries), s_metrics, _diagnostics);

    private void Refuses(string code, string part, params (string Key, LocatedNode Value)[] entries)
    {
        Bind(entries).Should().BeNull();
        Diagnostic diagnostic = _diagnostics.Items.Should().ContainSingle().Subject;
        diagnostic.Code.Should().Be(code);
        diagnostic.Message.Should().Contain(part);
        diagnostic.Location.Line.Should().BePositive();
    }

    [Fact]
    public void A_suite_without_a_gate_is_compared_with_its_baseline() => GatePlan.Bind(null, s_metrics, _diagnostics).Should().BeSameAs(GatePlan.Default);

    [Fact]
    public void Floors_are_bound_in_their_order()
    {
        GatePlan plan = Bind(("floor", Map(("quality", Number("0.75")), ("category", Word("1", ScalarKind.Integer)), ("latency", Number("2.5")))))!;
        plan.Floors.Select(f => (f.Metric, f.Value)).Should().Equal(("quality", 0.75), ("category", 1), ("latency", 2.5));
    }

    [Theory]
    [InlineData("default", true)]
    [InlineData("deterministic", true)]
    [InlineData("sequential", true)]
    [InlineData("off", false)]
    public void Regression_can_be_a_word(string word, bool on) => Bind(("regression", Word(word)))!.Regression.IsOn.Should().Be(on);

    [Fact]
    public void Every_part_of_a_regression_rule_is_bound()
    {
        RegressionSettings regression = Bind(("regression", Map(("metrics", List("category")), ("allowance", Word("1.5%")),
            ("min-effect", Number("0.02")), ("alpha", Number("0.01")))))!.Regression;
        regression.Metrics.Should().Equal("category");
        regression.Allowance.Percent.Should().Be(1.5);
        (regression.MinEffect, regression.Alpha).Should().Be((0.02, 0.01));
        (regression.Compares(s_metrics[0]), regression.Compares(s_metrics[1])).Should().Be((true, false));
    }

    [Fact]
    public void An_allowance_is_a_number_of_cases_or_a_share() =>
        Bind(("regression", Map(("allowance", Word("3", ScalarKind.Integer)))))!.Regression.Allowance.Of(1000).Should().Be(3);

    [Fact]
    public void By_default_gated_metrics_are_compared_and_times_are_not() =>
        s_metrics.Select(RegressionSettings.Default.Compares).Should().Equal(true, true, false, false);

    [Theory]
    [InlineData("default", RegressionRule.Default, 0.007)]
    [InlineData("deterministic", RegressionRule.Deterministic, 0.007)]
    [InlineData("sequential", RegressionRule.Sequential, 0.05)]
    public void A_rule_can_be_named_beside_other_keys_and_has_a_rate_of_its_own(string word, RegressionRule rule, double alpha)
    {
        RegressionSettings regression = Bind(("regression", Map(("rule", Word(word)), ("metrics", List("category")))))!.Regression;
        (regression.Rule, regression.Alpha, regression.Budget.Mean).Should().Be((rule, null, alpha));
        regression.Metrics.Should().Equal("category");
    }

    [Fact]
    public void A_stated_rate_takes_the_place_of_the_rules() =>
        Bind(("regression", Map(("rule", Word("sequential")), ("alpha", Number("0.1")))))!.Regression.Budget.Mean.Should().Be(0.1);

    [Fact]
    public void An_unknown_rule_lists_the_rules() => Refuses("LLM1003", "'deterministic', 'sequential'", ("regression", Map(("rule", Word("bayes")))));

    [Fact]
    public void A_rule_that_is_off_has_no_other_keys() => Refuses("LLM1003", "compares nothing", ("regression", Map(("rule", Word("off")), ("alpha", Number("0.1")))));

    [Fact]
    public void An_allowance_of_counted_cases_contradicts_a_test_of_means() =>
        Refuses("LLM1003", "min-effect", ("regression", Map(("rule", Word("sequential")), ("allowance", Word("3", ScalarKind.Integer)))));

    [Fact]
    public void An_unknown_key_is_an_error() => Refuses("LLM1002", "Did you mean 'floor'?", ("flor", Map()));

    [Fact]
    public void An_unknown_key_of_the_regression_rule_is_an_error() => Refuses("LLM1002", "alpha", ("regression", Map(("alfa", Number("0.1")))));

    [Fact]
    public void A_floor_of_an_unknown_metric_lists_the_metrics() =>
        Refuses("LLM1012", "Did you mean 'category'? Known: category, latency, quality, tone.", ("floor", Map(("categry", Number("0.9")))));

    [Fact]
    public void A_rule_for_an_unknown_metric_lists_the_metrics() =>
        Refuses("LLM1012", "Known: category, latency, quality, tone.", ("regression", Map(("metrics", List("nothing")))));

    [Fact]
    public void A_floor_of_a_metric_that_only_reports_is_a_contradiction() => Refuses("LLM1003", "gate: report", ("floor", Map(("tone", Number("0.9")))));

    [Fact]
    public void A_floor_that_is_not_a_number_has_its_own_code() => Refuses("LLM1018", "floor of 'category'", ("floor", Map(("category", Number(".nan")))));

    [Fact]
    public void A_floor_in_percent_is_out_of_range_and_the_share_is_named() => Refuses("LLM1003", "The floor of 'category' must be a number from 0 to 1, not '90'. Did you mean 0.9?", ("floor", Map(("category", Word("90", ScalarKind.Integer)))));

    [Fact]
    public void A_floor_beyond_percent_is_out_of_range() => Refuses("LLM1003", "from 0 to 1, not '900'.", ("floor", Map(("category", Word("900", ScalarKind.Integer)))));

    [Fact]
    public void A_wrong_floor_of_a_metric_where_lower_is_better_names_the_direction() => Refuses("LLM1003", "ceiling", ("floor", Map(("latency", Word("fast")))));

    [Theory]
    [InlineData("-1", ScalarKind.Integer)]
    [InlineData("101%", ScalarKind.Text)]
    [InlineData("1,5%", ScalarKind.Text)]
    [InlineData("many", ScalarKind.Text)]
    public void A_wrong_allowance_says_what_is_right(string text, ScalarKind kind) =>
        Refuses("LLM1003", "such as 2 or a share of them such as 1%", ("regression", Map(("allowance", Word(text, kind)))));

    [Theory]
    [InlineData("alpha", "0")]
    [InlineData("alpha", "0.6")]
    [InlineData("min-effect", "1.5")]
    public void A_number_out_of_range_is_an_error(string key, string text) => Refuses("LLM1003", key, ("regression", Map((key, Number(text)))));

    [Fact]
    public void A_word_that_regression_does_not_know_is_an_error() => Refuses("LLM1003", "'default', 'off'", ("regression", Word("strict")));

    [Fact]
    public void An_empty_list_of_metrics_would_compare_nothing() => Refuses("LLM1003", "regression: off", ("regression", Map(("metrics", List()))));

    [Fact]
    public void A_floor_that_is_a_number_shows_the_right_form() => Refuses("LLM1003", "{ category: 0.9 }", ("floor", Number("0.9")));
}
