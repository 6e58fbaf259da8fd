using System.Globalization;
using System.Text;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class GateTests
{
    private static GatePlan Floor(double value, string metric = "category") =>
        new() { Floors = [new Floor(metric, value, new Location("/s/a.eval.yml", 9, 7))] };

    [Fact]
    public void Equal_keys_match_the_baseline_without_a_single_sample()
    {
        Situation situation = Cases("ppf", "ppf");
        situation.SamePrompt = true;
        GateInput input = situation.Input();
        input = input with { Cases = [.. input.Cases.Select(c => c with { Samples = [] })] };
        Verdict verdict = Gate.Judge(input).Should().BeOfType<Verdict>().Subject;
        verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        verdict.UnchangedCases.Should().Be(3);
        verdict.Findings.Single().Text.Should().Be("Matches baseline, 3 cases: category 66.7%.");
        verdict.Metrics[0].Should().Match<MetricVerdict>(m => m.State == MetricState.Unchanged && m.Difference == 0);
    }

    [Fact]
    public void A_suite_accepted_at_91_percent_stays_green_ten_times_running()
    {
        Situation situation = Cases(new string('p', 91) + new string('f', 9), new string('p', 91) + new string('f', 9));
        for (int i = 0; i < 10; i++) { situation.Verdict().Kind.Should().Be(VerdictKind.Pass); }
    }

    [Fact]
    public void A_raised_floor_is_judged_on_the_baselines_own_scores()
    {
        Situation situation = Cases("ppf", "ppf");
        situation.SamePrompt = true;
        situation.Plan = Floor(0.9);
        situation.Verdict().Kind.Should().Be(VerdictKind.BelowFloor);
    }

    [Theory]
    [InlineData("pppppppppf", 0.9, true)]
    [InlineData("ppppppppff", 0.9, false)]
    [InlineData("pppppppppp", 1.0, true)]
    [InlineData("pppp---", 1.0, true)]
    [InlineData("-------", 0.1, false)]
    public void A_floor_holds_the_mean_of_the_cases_that_have_a_value(string now, double floor, bool holds)
    {
        Situation situation = Cases(string.Empty, now);
        situation.HasBaseline = false;
        situation.Plan = Floor(floor);
        Verdict verdict = situation.Verdict();
        verdict.Metrics[0].FloorHolds.Should().Be(holds);
        verdict.Kind.Should().Be(holds ? VerdictKind.NoBaseline : VerdictKind.BelowFloor);
        verdict.Findings.Any(f => f.Descriptor.Code == "LLM2002" && f.Location!.Line == 9).Should().Be(!holds);
    }

    [Fact]
    public void A_floor_is_reached_by_tenths_whose_sum_is_a_little_less()
    {
        Situation situation = new() { HasBaseline = false, Plan = Floor(0.1, "quality") };
        situation.Metrics.Add(Graded("quality"));
        for (int i = 0; i < 10; i++) { situation.Now[$"c{i}"] = [new Row(0.1)]; }

        situation.Metric("quality").Mean.Should().BeLessThan(0.1);
        situation.Metric("quality").FloorHolds.Should().BeTrue();
    }

    [Theory]
    [InlineData(2.0, false)]
    [InlineData(3.5, true)]
    public void Where_lower_is_better_a_floor_is_a_ceiling(double ceiling, bool holds)
    {
        Situation situation = new() { HasBaseline = false, Plan = Floor(ceiling, "latency") };
        situation.Metrics.Add(Graded("latency", "s", higher: false));
        situation.Now["a"] = [new Row(3.0)];
        Verdict verdict = situation.Verdict();
        verdict.Metrics[0].FloorHolds.Should().Be(holds);
        if (!holds) { verdict.Findings[0].Text.Should().Be("latency: 3 s over 1 case is above its ceiling of 2 s (lower is better)."); }
    }

    [Fact]
    public void A_mean_just_below_its_floor_is_printed_with_digits_that_tell_them_apart()
    {
        Situation situation = Cases(string.Empty, new string('p', 9_999) + "f");
        situation.HasBaseline = false;
        situation.Plan = Floor(1);
        situation.Verdict().Findings[0].Text.Should().Be("category: 99.99% over 10000 cases is below its floor of 100.00%.");
    }

    [Theory]
    [InlineData("pppppppppuu", VerdictKind.Pass)]
    [InlineData("ppppppppuuu", VerdictKind.Error)]
    [InlineData("uu", VerdictKind.Error)]
    [InlineData("puu", VerdictKind.Error)]
    [InlineData("ppuu", VerdictKind.Pass)]
    [InlineData("-puu", VerdictKind.Error)]
    public void More_than_two_unscored_samples_of_a_small_suite_or_more_than_half_are_an_error(string now, VerdictKind expected) =>
        Cases(now.Replace('u', 'p'), now).Verdict().Kind.Should().Be(expected);

    [Theory]
    [InlineData(20, VerdictKind.Pass)]
    [InlineData(21, VerdictKind.Error)]
    public void More_than_two_percent_unscored_of_a_large_suite_are_an_error(int unscored, VerdictKind expected)
    {
        Verdict verdict = Cases(new string('p', 1000), new string('u', unscored) + new string('p', 1000 - unscored)).Verdict();
        verdict.Kind.Should().Be(expected);
        verdict.UnscoredCases.Should().HaveCount(unscored);
        if (expected == VerdictKind.Error) { (verdict.ExitStatus, verdict.Findings[0].Descriptor.Code).Should().Be((2, "LLM2005")); }
    }

    [Fact]
    public void Unscored_samples_below_the_limit_are_a_warning_and_the_pass_counts_without_them()
    {
        Verdict verdict = Cases(new string('p', 40), "u" + new string('p', 38) + "u").Verdict();
        verdict.Kind.Should().Be(VerdictKind.Pass);
        Finding warning = verdict.Findings.Single(f => f.Descriptor.Code == "LLM2005");
        (warning.Kind, warning.Severity, warning.Location!.Line).Should().Be((VerdictKind.Pass, Severity.Warning, 3));
        warning.Text.Should().Be("2 of 40 samples could not be scored: c000000, c000039. They count neither as pass nor as fail; run again to score them.");
        verdict.Findings.Single(f => f.Descriptor.Code == "LLM2014").Text.Should().StartWith("Pass, 38 of 40 cases: category 100.0%");
    }

    [Fact]
    public void A_case_that_is_unscored_for_two_metrics_is_one_sample_of_the_suite()
    {
        Situation situation = Cases("pppp", "pppu");
        situation.Metrics.Add(Binary("tone"));
        foreach (string id in situation.Now.Keys)
        {
            situation.Before[id] = [new Row(1.0, 1.0)];
            situation.Now[id] = [new Row(situation.Now[id][0].Values[0], situation.Now[id][0].Values[0])];
        }

        Finding warning = situation.Verdict().Findings.Single(f => f.Descriptor.Code == "LLM2005");
        warning.Text.Should().StartWith("1 of 4 samples could not be scored: c000003.");
        warning.Location.Should().BeNull("two checks are concerned, so it is the suite");
    }

    [Fact]
    public void Samples_that_nothing_decides_by_may_be_unscored_without_a_word()
    {
        Situation situation = Cases("pppp", "pppp");
        situation.Metrics.Add(Binary("tone", gated: false));
        foreach (string id in situation.Now.Keys) { situation.Before[id] = [new Row(1.0, 1.0)]; situation.Now[id] = [new Row(1.0, double.NaN)]; }

        situation.Verdict().Findings.Should().NotContain(f => f.Descriptor.Code == "LLM2005");
    }

    [Fact]
    public void A_metric_in_which_no_case_moved_says_just_that()
    {
        Cases(new string('p', 224) + new string('f', 17), new string('p', 224) + new string('f', 17)).Metric().Describe()
            .Should().Be("category: 92.9% (unchanged, 241 cases)");
        Cases("pf", "fp").Metric().Describe().Should().StartWith("category: lost 1 of 2, won 1", "the same mean of other cases is a move");
    }

    [Theory]
    [InlineData("ppp", "ppf", "95% interval -100.0 to +100.0;")]
    [InlineData("fff", "fpp", "95% interval -76.8 to +100.0;")]
    public void An_interval_of_a_share_stays_within_what_is_possible(string before, string now, string expected) =>
        Cases(before, now).Settled().Metrics[0].Describe().Should().Contain(expected);

    [Fact]
    public void An_unscored_case_is_neither_lost_nor_compared()
    {
        MetricVerdict metric = Cases("pppp", "pppu").Metric();
        (metric.Paired, metric.Lost.Count, metric.UnscoredSamples, metric.State).Should().Be((3, 0, 1, MetricState.Held));
        metric.Describe().Should().Contain("1 of 4 samples unscored");
    }

    [Fact]
    public void A_metric_that_only_reports_never_fails_anything()
    {
        Situation situation = Cases("pppp", "pppp");
        situation.Metrics.Add(Binary("tone", gated: false));
        foreach (string id in situation.Before.Keys) { situation.Before[id] = [new Row(1.0, 1.0)]; situation.Now[id] = [new Row(1.0, double.NaN)]; }

        situation.MustPass.Add("c000000");
        situation.Verdict().Kind.Should().Be(VerdictKind.Pass);
        situation.Metric("tone").State.Should().Be(MetricState.NotCompared);
    }

    [Fact]
    public void A_vanished_case_fails_until_it_is_accepted()
    {
        Verdict verdict = Cases("pppp", "p.pp").Verdict();
        verdict.Kind.Should().Be(VerdictKind.Vanished);
        verdict.VanishedCases.Should().Equal("c000001");
        (verdict.ExitStatus, verdict.Findings[0].Descriptor.Code).Should().Be((1, "LLM2004"));
    }

    [Theory]
    [InlineData(true, VerdictKind.Vanished)]
    [InlineData(false, VerdictKind.Pass)]
    public void A_vanished_metric_fails_when_it_was_gated(bool gated, VerdictKind expected)
    {
        Situation situation = Cases("pp", "pp");
        situation.MetricsBefore = [situation.Metrics[0], Binary("priority", gated)];
        foreach (string id in situation.Before.Keys) { situation.Before[id] = [new Row(1.0, 1.0)]; }

        situation.Verdict().Kind.Should().Be(expected);
    }

    [Fact]
    public void New_cases_and_metrics_are_told_and_fail_nothing()
    {
        Situation situation = Cases("pp.", "ppf");
        situation.MetricsBefore = [situation.Metrics[0]];
        situation.Metrics.Add(Binary("priority"));
        foreach (string id in situation.Now.Keys) { situation.Now[id] = [new Row(situation.Now[id][0].Values[0], 0.0)]; }

        Verdict verdict = situation.Verdict();
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.NewCases.Should().Equal("c000002");
        verdict.Metrics[1].State.Should().Be(MetricState.New);
        verdict.Findings.Should().Contain(f => f.Descriptor.Code == "LLM2015");
    }

    [Fact]
    public void An_edited_case_is_told_and_left_out()
    {
        Situation situation = Cases("ppp", "ppf");
        situation.Edited.Add("c000002");
        Verdict verdict = situation.Verdict();
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.EditedCases.Should().Equal("c000002");
        verdict.Metrics[0].Paired.Should().Be(2);
    }

    [Fact]
    public void When_every_case_was_edited_nothing_was_compared_and_that_is_no_pass()
    {
        Situation situation = Cases("pp", "pp");
        situation.Edited.UnionWith(["c000000", "c000001"]);
        Verdict verdict = situation.Verdict();
        (verdict.Kind, verdict.ExitStatus).Should().Be((VerdictKind.Incomparable, 4));
    }

    [Fact]
    public void When_nothing_is_to_be_judged_any_more_that_is_no_pass() =>
        Cases("pp", "--").Verdict().Kind.Should().Be(VerdictKind.Incomparable);

    [Fact]
    public void When_there_never_was_something_to_judge_nothing_is_wrong() =>
        Cases("--", "--").Verdict().Kind.Should().Be(VerdictKind.Pass);

    [Fact]
    public void Of_a_plug_in_s_changed_check_it_is_said_that_its_code_may_be_another_build_and_what_stands_for_it()
    {
        Situation situation = Cases("ppp", "ppp");
        situation.MetricsBefore = [Binary("category", key: "k0")];
        situation.Verdict().Findings[0].Text.Should().NotContain("plug-in");

        situation.Metrics[0] = situation.Metrics[0] with { IsKeyedByCode = true };

        situation.Verdict().Findings[0].Text.Should().Contain("compiled code").And.Contain("Debug and Release").And.Contain("Version on its LlmEvaluator item");
    }

    [Fact]
    public void A_changed_check_cannot_be_compared()
    {
        Situation situation = Cases("ppp", "fff");
        situation.MetricsBefore = [Binary("category", key: "k0")];
        Verdict verdict = situation.Verdict();
        (verdict.Kind, verdict.ExitStatus, verdict.Findings[0].Descriptor.Code).Should().Be((VerdictKind.Incomparable, 4, "LLM2006"));
    }

    [Fact]
    public void A_changed_check_that_is_not_compared_is_nothing()
    {
        Situation situation = Cases("ppp", "fff");
        situation.MetricsBefore = [Binary("category", key: "k0")];
        situation.Plan = new GatePlan { Regression = RegressionSettings.Default with { IsOn = false } };
        situation.Verdict().Kind.Should().Be(VerdictKind.Pass);
    }

    [Theory]
    [InlineData(false, VerdictKind.NoBaseline, Severity.Warning, 0)]
    [InlineData(true, VerdictKind.BaselineRequired, Severity.Error, 4)]
    public void Without_a_baseline_only_floors_and_must_pass_are_judged(bool requires, VerdictKind kind, Severity severity, int exit)
    {
        Situation situation = Cases(string.Empty, "pf");
        (situation.HasBaseline, situation.Requires) = (false, requires);
        Verdict verdict = situation.Verdict();
        (verdict.Kind, verdict.Findings[0].Severity, verdict.ExitStatus, verdict.IsFailure).Should().Be((kind, severity, exit, requires));
        verdict.Findings[0].Descriptor.Code.Should().Be("LLM2011");
        verdict.Findings[0].Text.Should().Be("There is no baseline to compare with: only floors and must-pass cases are judged. Accept the results to make one: dotnet build -t:LlmEvalAccept, or llmeval accept.");
    }

    [Fact]
    public void A_part_without_a_baseline_says_once_and_alike_that_floors_are_not_judged()
    {
        Situation situation = Cases(string.Empty, "p");
        (situation.HasBaseline, situation.FilteredFrom) = (false, 4);
        Verdict verdict = situation.Verdict();
        verdict.Findings.Single(f => f.Descriptor.Code == "LLM2013").Text.Should().Contain("Floors are not judged");
        verdict.Findings.Single(f => f.Descriptor.Code == "LLM2011").Text.Should().Contain("of a part only must-pass cases are judged").And.NotContain("floors");
    }

    [Fact]
    public void A_filtered_run_says_so_and_misses_nothing_outside_its_filter()
    {
        Situation situation = Cases("pppp", ".p..");
        (situation.FilteredFrom, situation.Plan) = (4, Floor(1));
        Verdict verdict = situation.Verdict();
        verdict.Kind.Should().Be(VerdictKind.Partial);
        verdict.Findings[0].Text.Should().StartWith("PARTIAL (1 of 4 cases)");
        (verdict.VanishedCases.Count, verdict.IsPartial, verdict.Metrics[0].FloorHolds).Should().Be((0, true, null));
    }

    [Fact]
    public void A_filtered_run_that_lost_a_case_is_red()
    {
        Situation situation = Cases("pppp", ".f..");
        situation.FilteredFrom = 4;
        situation.Settled().Kind.Should().Be(VerdictKind.Regression);
    }

    [Fact]
    public void A_filtered_run_of_unchanged_cases_is_partial_too()
    {
        Situation situation = Cases("pppp", ".p..");
        (situation.FilteredFrom, situation.SamePrompt) = (4, true);
        situation.Verdict().Kind.Should().Be(VerdictKind.Partial);
    }

    [Fact]
    public void Cases_without_answers_are_not_evaluated()
    {
        Situation situation = Cases("ppp", "ppp");
        situation.Now["c000001"] = [];
        Verdict verdict = situation.Verdict();
        (Gate.Judge(situation.Input() with { UnevaluatedSeverity = Severity.Error }) as Verdict)!.IsFailure.Should().BeTrue();
        (verdict.Kind, verdict.ExitStatus, verdict.IsFailure).Should().Be((VerdictKind.NotEvaluated, 3, false));
        verdict.Findings[0].Text.Should().Be("1 case of 3 changed or new, and not evaluated yet: c000001.");
    }

    [Fact]
    public void No_case_at_all_is_no_pass()
    {
        Situation situation = Cases(string.Empty, string.Empty);
        situation.HasBaseline = false;
        situation.Verdict().Kind.Should().Be(VerdictKind.NotEvaluated);
    }

    [Fact]
    public void A_missing_model_is_neither_pass_nor_failure_of_the_answers()
    {
        Verdict verdict = Gate.ModelMissing(Cases("p", "p").Input(), "The file 'm.gguf' is missing.", Severity.Warning);
        (verdict.Kind, verdict.ExitStatus, verdict.IsFailure).Should().Be((VerdictKind.ModelMissing, 3, false));
    }

    [Fact]
    public void A_rise_says_accept_to_keep_it() =>
        Cases("pf", "pp").Verdict().Findings.Should().Contain(f => f.Descriptor.Code == "LLM2016" && f.Text.EndsWith("Improved: accept to keep it."));

    [Fact]
    public void An_error_outranks_what_the_rest_of_the_scores_say()
    {
        Situation situation = Cases("pppp", "fuuu");
        Verdict verdict = situation.Verdict();
        verdict.Kind.Should().Be(VerdictKind.Error);
    }

    [Fact]
    public void Several_findings_are_all_told_and_the_gravest_names_the_verdict()
    {
        Situation situation = Cases("ppp", "pf.");
        situation.Plan = Floor(0.9);
        Verdict verdict = situation.Settled();
        verdict.Findings.Where(f => f.Severity == Severity.Error).Select(f => f.Kind)
            .Should().Equal(VerdictKind.Regression, VerdictKind.BelowFloor, VerdictKind.Vanished);
        verdict.Kind.Should().Be(VerdictKind.Regression);
    }

    [Fact]
    public void Nothing_depends_on_the_culture_of_the_machine()
    {
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NegativeSign) = (",", "~");
        Situation situation = Cases(new string('p', 60), new string('p', 59) + "f");
        situation.Plan = Floor(0.995);
        string[] Texts() => [.. situation.Settled().Findings.Select(f => f.Text), Written(situation.Baseline())];
        string[] expected = Texts();
        try
        {
            CultureInfo.CurrentCulture = comma;
            Texts().Should().Equal(expected);
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    private static string Written(Baseline baseline)
    {
        using MemoryStream stream = new();
        baseline.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Cases_lost_one_by_one_are_those_that_are_confirmed_not_those_of_a_mean()
    {
        Cases("pp", "pf").Settled().LostCases.Should().Equal("c000001");
        Situation sampled = Cases(new string('p', 20), new string('f', 20));
        sampled.Deterministic = false;
        sampled.Settled().Should().Match<Verdict>(v => v.Kind == VerdictKind.Regression && v.LostCases.Count == 0);
    }

    [Fact]
    public void A_row_without_a_cell_for_every_metric_is_a_defect_of_the_caller()
    {
        Situation situation = Cases("p", "p");
        GateInput input = situation.Input();
        FluentActions.Invoking(() => Gate.Judge(input with { Metrics = [] })).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Stored_scores_come_in_the_order_of_the_suites_metrics()
    {
        Situation situation = Cases("pf", "pf");
        situation.Metrics.Add(Graded("quality"));
        foreach (string id in situation.Before.Keys) { situation.Before[id] = [new Row(situation.Before[id][0].Values[0], 0.25)]; }

        Baseline baseline = situation.Baseline();
        Metric[] turned = [situation.Metrics[1], situation.Metrics[0]];
        CaseScores keys = new() { Id = "c000000", InputsHash = Hash128.Of("inputs-c000000"), RequestKey = Hash128.Of("old-c000000") };
        baseline.Stored(keys, turned)![0].Select(c => c.Value).Should().Equal(0.25, 1);
        baseline.Stored(keys with { RequestKey = Hash128.Of("new") }, turned).Should().BeNull();
        baseline.Stored(keys, [turned[0]]).Should().BeNull();
    }
}
