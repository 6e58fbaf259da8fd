using LlmEval.Gating;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class ScreenAndCombineTests
{
    private static Situation Means(Metric2 metric, double[] before, double[] now)
    {
        Situation situation = new() { Deterministic = metric.Deterministic };
        situation.Metrics.Add(Graded("quality", metric.Unit, metric.Higher));
        for (int i = 0; i < before.Length; i++)
        {
            situation.Before[$"c{i:D6}"] = [new Row(before[i])];
            situation.Now[$"c{i:D6}"] = [new Row(now[i])];
        }

        return situation;
    }

    private sealed record Metric2(string Unit = "ratio", bool Higher = true, bool Deterministic = false);

    private static double[] Wave(int n, double centre, double swing) => [.. Enumerable.Range(0, n).Select(i => centre + swing * (i % 5 - 2))];

    [Theory]
    [InlineData(0.0, MetricState.Held)]
    [InlineData(-0.005, MetricState.Held)]
    [InlineData(-0.02, MetricState.Fell)]
    [InlineData(0.02, MetricState.Rose)]
    public void A_ratio_falls_when_it_is_sure_and_at_least_a_point(double shift, MetricState expected)
    {
        double[] before = Wave(50, 0.8, 0.05);
        MetricVerdict verdict = Means(new(), before, [.. before.Select((v, i) => v + shift + 0.001 * (i % 3 - 1))]).Metric("quality");
        verdict.State.Should().Be(expected);
        verdict.Rule.Should().Be("screen and combine");
        verdict.Allowance.Should().BeNull();
    }

    [Fact]
    public void A_fall_that_noise_explains_is_none()
    {
        double[] before = Wave(20, 0.8, 0.05);
        MetricVerdict verdict = Means(new(), before, [.. before.Select((v, i) => v - 0.02 + (i % 2 == 0 ? 0.2 : -0.2))]).Metric("quality");
        verdict.State.Should().Be(MetricState.Held);
        verdict.PValue.Should().BeGreaterThan(0.05);
        verdict.IntervalLower.Should().BeLessThan(-0.02);
        verdict.IntervalUpper.Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData(true, MetricState.Rose)]
    [InlineData(false, MetricState.Fell)]
    public void Where_lower_is_better_a_rise_is_a_fall(bool higher, MetricState expected)
    {
        double[] before = Wave(30, 2, 0.1);
        Means(new("tokens", higher), before, [.. before.Select(v => v * 1.1)]).Metric("quality").State.Should().Be(expected);
    }

    [Theory]
    [InlineData(0.995, MetricState.Held)]
    [InlineData(0.98, MetricState.Fell)]
    public void The_smallest_effect_of_another_unit_is_a_share_of_the_baselines_mean(double factor, MetricState expected)
    {
        double[] before = Wave(30, 400, 10);
        Means(new("words"), before, [.. before.Select(v => v * factor)]).Metric("quality").State.Should().Be(expected);
    }

    [Fact]
    public void Times_are_compared_only_when_they_are_named()
    {
        double[] before = Wave(30, 2, 0.1);
        Situation situation = Means(new("s", Higher: false), before, [.. before.Select(v => v * 2)]);
        situation.Metric("quality").State.Should().Be(MetricState.NotCompared);
        situation.Plan = new GatePlan { Regression = new RegressionSettings { Metrics = ["quality"] } };
        situation.Metric("quality").State.Should().Be(MetricState.Fell);
    }

    [Fact]
    public void Graded_scores_of_a_deterministic_model_are_tested_too()
    {
        double[] before = Wave(30, 0.8, 0.05);
        MetricVerdict verdict = Means(new(Deterministic: true), before, [.. before.Select((v, i) => v - 0.03 - 0.001 * (i % 3))]).Metric("quality");
        verdict.State.Should().Be(MetricState.Fell);
        verdict.Rule.Should().Be("screen and combine");
    }

    [Fact]
    public void Equal_falls_of_every_case_are_certain_and_equal_scores_are_no_fall()
    {
        double[] ones = [.. Enumerable.Repeat(1.0, 12)];
        Means(new(), ones, [.. ones.Select(v => v / 2)]).Metric("quality").Should().Match<MetricVerdict>(m => m.State == MetricState.Fell && m.PValue == 0);
        Means(new(), ones, ones).Metric("quality").Should().Match<MetricVerdict>(m => m.State == MetricState.Held && m.PValue == 1);
    }

    [Fact]
    public void Equal_falls_of_two_cases_that_cannot_vary_are_facts() =>
        Means(new(Deterministic: true), [1, 1], [0.5, 0.5]).Metric("quality").State.Should().Be(MetricState.Fell);

    [Fact]
    public void Equal_falls_of_two_cases_may_be_chance() =>
        Means(new(), [1, 1], [0.5, 0.5]).Metric("quality").Should().Match<MetricVerdict>(m => m.State == MetricState.Held && m.PValue == 0.25);

    [Fact]
    public void A_single_case_has_no_spread_and_decides_nothing()
    {
        MetricVerdict verdict = Means(new(), [1], [0]).Metric("quality");
        verdict.State.Should().Be(MetricState.TooFew);
        (verdict.PValue, verdict.IntervalLower, verdict.Difference).Should().Be((null, null, -1.0));
    }

    [Fact]
    public void Samples_of_a_case_are_averaged_before_cases_are_compared()
    {
        Situation situation = new() { Deterministic = false, SamplesPerCase = 3 };
        situation.Metrics.Add(Binary("category"));
        for (int i = 0; i < 40; i++)
        {
            situation.Before[$"c{i:D6}"] = [new Row(1.0), new Row(1.0), new Row(i % 4 == 0 ? 0.0 : 1.0)];
            situation.Now[$"c{i:D6}"] = [new Row(i % 2 == 0 ? 0.0 : 1.0), new Row(1.0), new Row(i % 4 == 0 ? 0.0 : 1.0)];
        }

        MetricVerdict verdict = situation.Settled((id, n) => situation.Now[id][n % 3]).Metrics[0];
        verdict.BaselineMean.Should().BeApproximately(1 - 0.25 / 3, 1e-12);
        verdict.CurrentMean.Should().BeApproximately(1 - 0.75 / 3, 1e-12);
        verdict.Lost.Should().HaveCount(20);
        verdict.State.Should().Be(MetricState.Fell);
        verdict.Describe().Should().Be("category: fell in 20 of 40, rose in 0 (91.7% -> 75.0%, -16.7 points, 95% interval -22.1 to -11.3; p=1e-7, 360 samples)");
    }

    [Fact]
    public void The_largest_fall_is_named_first() =>
        Means(new(), [1, 1, 1, 1], [0.9, 0.2, 1, 0.5]).Metric("quality").Lost.Should().Equal("c000001", "c000003", "c000000");

    [Fact]
    public void A_stated_alpha_and_smallest_effect_decide()
    {
        double[] before = Wave(50, 0.8, 0.05);
        Situation situation = Means(new(), before, [.. before.Select((v, i) => v - 0.02 + 0.001 * (i % 3 - 1))]);
        situation.Plan = new GatePlan { Regression = new RegressionSettings { MinEffect = 0.03 } };
        situation.Metric("quality").State.Should().Be(MetricState.Held);
    }

    [Fact]
    public void With_an_alpha_of_a_twentieth_a_single_test_calls_nothing_a_fall_in_about_one_of_twenty_judgements()
    {
        Random random = new(20261120);
        int alarms = 0;
        const int runs = 1000, cases = 60;
        for (int run = 0; run < runs; run++)
        {
            double[] before = new double[cases], now = new double[cases];
            for (int i = 0; i < cases; i++)
            {
                double truth = 0.5 + 0.4 * random.NextDouble();
                before[i] = truth + 0.1 * (random.NextDouble() - 0.5);
                now[i] = truth + 0.1 * (random.NextDouble() - 0.5);
            }

            Situation situation = Means(new(Deterministic: true), before, now);
            situation.Plan = new GatePlan { Regression = new RegressionSettings { MinEffect = 0, Alpha = 0.05 } };
            alarms += situation.Metric("quality").State == MetricState.Fell ? 1 : 0;
        }

        // 5% of 1,000 with a standard error of 7.
        alarms.Should().BeInRange(29, 71);
    }

    /// <summary>Pass or fail over three first samples, a baseline of 3 + 9; letters a case are rows: p pass, f fail, u unscored.</summary>
    private static Situation Sampled(int cases, string now = "ppp", string before = "pppppppppppp")
    {
        Situation situation = new() { Deterministic = false, SamplesPerCase = 3, HeldBack = 9 };
        situation.Metrics.Add(Binary("category"));
        for (int i = 0; i < cases; i++)
        {
            situation.Before[$"c{i:D6}"] = Rows(before);
            situation.Now[$"c{i:D6}"] = Rows(now);
        }

        return situation;
    }

    private static Row[] Rows(string letters) => [.. letters.Select(Letter)];

    private static Row Letter(char letter) => new(letter switch { 'p' => 1.0, 'f' => 0.0, _ => double.NaN });

    [Fact]
    public void Nothing_is_drawn_where_the_first_samples_show_no_fall() => Sampled(20).Outcome().Should().BeOfType<Verdict>().Which.Kind.Should().Be(VerdictKind.Pass);

    [Fact]
    public void A_fall_in_the_first_samples_is_confirmed_by_fresh_ones_of_every_case_that_changed()
    {
        Situation situation = Sampled(30, "pfp");
        situation.Now["c000007"] = Rows("ppp");
        situation.Same.Add("c000007");
        NeedSamples need = situation.Outcome().Should().BeOfType<NeedSamples>().Subject;
        need.Requests.Should().HaveCount(29).And.OnlyContain(r => r.First == 3 && r.Count == 6 && r.CaseId != "c000007");

        Verdict fallen = situation.Settled((_, n) => Letter(n % 3 == 1 ? 'f' : 'p'));

        MetricVerdict metric = fallen.Metrics[0];
        (fallen.Kind, metric.State, metric.MeanFell).Should().Be((VerdictKind.Regression, MetricState.Fell, true));
        metric.FreshDifference.Should().BeApproximately(-29 / 90.0, 1e-9);
        metric.SamplesUsed.Should().Be((30 * 3) + (29 * 6));
        metric.ScreenPValue.Should().BeLessThan(0.3);
        metric.ConfirmPValue.Should().BeLessThan(0.01);
        (metric.AdjustedPValue <= metric.Alpha).Should().BeTrue();
        fallen.LostCases.Should().BeEmpty("the fall of a mean says of no case that it fell");
        fallen.Findings[0].Text.Should().EndWith("A change that does nothing would fail this build by comparing it with its baselines in at most 2% of runs.");
    }

    [Fact]
    public void A_fall_that_fresh_samples_do_not_show_is_none()
    {
        Verdict verdict = Sampled(30, "pfp").Settled((_, _) => Letter('p'));
        (verdict.Kind, verdict.Metrics[0].State, verdict.Metrics[0].FreshDifference).Should().Be((VerdictKind.Pass, MetricState.Held, 0));
    }

    [Fact]
    public void A_suite_whose_answers_cannot_have_changed_is_judged_by_none_of_its_rows()
    {
        Situation situation = Sampled(12, "fff");
        situation.Same.UnionWith(situation.Now.Keys.Skip(1));
        situation.Now["c000000"] = Rows("ppp");
        MetricVerdict metric = situation.Verdict().Metrics[0];
        (metric.Difference, metric.PValue, metric.State).Should().Be((0, 1, MetricState.Held));
    }

    [Fact]
    public void A_case_that_dies_is_confirmed_on_its_own_and_named_with_its_counts()
    {
        Situation situation = Sampled(40);
        situation.Now["c000003"] = Rows("fff");
        NeedSamples need = situation.Outcome().Should().BeOfType<NeedSamples>().Subject;
        need.Requests.Single(r => r.Count == 12).CaseId.Should().Be("c000003");

        Verdict verdict = situation.Settled((id, _) => Letter(id == "c000003" ? 'f' : 'p'));

        verdict.Kind.Should().Be(VerdictKind.Regression);
        verdict.LostCases.Should().Equal("c000003");
        verdict.Metrics[0].SamplesUsed.Should().Be((40 * 3) + 12);
        SuspectVerdict suspect = verdict.Metrics[0].Suspects.Single();
        suspect.PValue.Should().BeApproximately(3.4021706e-6, 1e-12);
        suspect.Counts.Should().Be("passed 0 of 12, was 9 of 9");
        verdict.Metrics[0].MeanFell.Should().BeFalse();
        verdict.Findings[0].Cases.Should().Equal("c000003");
        verdict.Findings[0].Text.Should().Contain("Lost: c000003 (passed 0 of 12, was 9 of 9).");
    }

    [Fact]
    public void A_suspect_that_passes_again_is_not_reproduced()
    {
        Situation situation = Sampled(40);
        situation.Now["c000003"] = Rows("fff");
        Verdict verdict = situation.Settled((_, _) => Letter('p'));
        (verdict.Kind, verdict.LostCases.Count).Should().Be((VerdictKind.Pass, 0));
        verdict.Metrics[0].Unstable.Should().Equal("c000003");
        verdict.Metrics[0].Describe().Should().Contain("1 not reproduced");
    }

    [Fact]
    public void Nothing_is_drawn_for_a_case_whose_loss_no_fresh_sample_could_confirm()
    {
        Situation situation = Sampled(40);
        situation.Sampling = SamplePlan.Standard with { ConfirmCase = 1 };
        situation.Now["c000003"] = Rows("fff");
        situation.Outcome().Should().BeOfType<Verdict>("one fresh failure against nine passes has a p of 1/10").Which.Metrics[0].Suspects.Should().BeEmpty();
    }

    [Fact]
    public void Suspects_that_could_not_be_confirmed_count_among_those_that_are_tested()
    {
        // Which they are is seen in the samples that were held back: to leave them out would choose by what is tested.
        Situation situation = Sampled(40);
        situation.Now["c000003"] = Rows("fff");
        foreach (int i in new[] { 10, 11, 12, 13 }) { (situation.Before[$"c{i:D6}"], situation.Now[$"c{i:D6}"]) = (Rows("pppfffffffff"), Rows("fff")); }

        Verdict verdict = situation.Settled((id, _) => Letter(id == "c000003" ? 'f' : 'p'));
        SuspectVerdict suspect = verdict.Metrics[0].Suspects.Single();
        suspect.PValue.Should().BeApproximately(3.4021706e-6, 1e-12);
        suspect.AdjustedPValue.Should().BeApproximately(5 * 3.4021706e-6, 1e-11);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public void Cases_that_did_not_change_say_nothing_of_the_spread_of_those_that_did(int cases)
    {
        Situation situation = Sampled(cases);
        foreach (string id in situation.Now.Keys.Skip(5)) { situation.Same.Add(id); }

        foreach (string id in situation.Now.Keys.Take(5)) { situation.Now[id] = Rows("ppf"); }

        MetricVerdict metric = situation.Settled((_, n) => Letter(n % 3 == 1 ? 'f' : 'p')).Metrics[0];

        // Five of five fell in both looks: 1/32 each by the sign flip, combined with the weights of 3 to 3 and 6 to 9 samples.
        metric.ScreenPValue.Should().BeApproximately(1 / 32.0, 1e-12);
        metric.ConfirmPValue.Should().BeApproximately(1 / 32.0, 1e-12);
        metric.PValue.Should().BeInRange(0.004, 0.006);
        metric.State.Should().Be(MetricState.Fell);
        metric.FreshDifference.Should().BeApproximately(-5 / 3.0 / cases, 1e-12);
    }

    [Fact]
    public void What_never_happened_in_the_baseline_and_happens_in_one_case_is_seen()
    {
        Situation situation = Sampled(40);
        situation.Metrics[0] = Graded("leaks", "count", higher: false);
        foreach (string id in situation.Now.Keys) { (situation.Before[id], situation.Now[id]) = ([.. Enumerable.Repeat(new Row(0.0), 12)], [.. Enumerable.Repeat(new Row(0.0), 3)]); }

        situation.Now["c000003"] = [new Row(2.0), new Row(3.0), new Row(2.0)];
        situation.Settled((id, _) => new Row(id == "c000003" ? 2.0 : 0.0)).LostCases.Should().Equal("c000003");
    }

    [Fact]
    public void Where_only_the_present_answers_repeat_three_differences_are_no_facts()
    {
        var sampled = Sampled(3, before: "ppfppfppfppf").Baseline();
        Situation now = Sampled(3, "f");
        GateInput input = now.Input(sampled) with { IsDeterministic = true, Sampling = SamplePlan.Single };
        Verdict verdict = Gate.Judge(input).Should().BeOfType<Verdict>().Subject;
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.Metrics[0].PValue.Should().BeApproximately(1 / 8.0, 1e-12);
        verdict.Findings.Should().Contain(f => f.Descriptor.Code == "LLM2026");
    }

    [Fact]
    public void A_must_pass_case_is_a_suspect_with_any_fall()
    {
        Situation situation = Sampled(40);
        (situation.Now["c000003"], situation.Now["c000004"]) = (Rows("ppf"), Rows("ppf"));
        situation.MustPass.Add("c000003");
        situation.Settled((_, _) => Letter('p')).Metrics[0].Suspects.Select(s => s.CaseId).Should().Equal("c000003");
    }

    [Fact]
    public void A_graded_case_that_falls_is_confirmed_by_ranks()
    {
        Situation situation = Sampled(40);
        situation.Metrics[0] = Graded("quality");
        foreach (string id in situation.Now.Keys) { (situation.Before[id], situation.Now[id]) = ([.. Enumerable.Repeat(new Row(0.9), 12)], [.. Enumerable.Repeat(new Row(0.9), 3)]); }

        situation.Now["c000003"] = [new Row(0.1), new Row(0.2), new Row(0.1)];
        Verdict verdict = situation.Settled((id, _) => new Row(id == "c000003" ? 0.15 : 0.9));
        verdict.LostCases.Should().Equal("c000003");
        verdict.Metrics[0].Suspects[0].Counts.Should().Be("mean 15.0% of 12, was 90.0% of 9");
    }

    [Fact]
    public void No_more_than_fifty_suspects_are_judged_one_by_one_the_largest_falls_first()
    {
        Situation situation = Sampled(100, "fff");
        foreach (string id in situation.Now.Keys.Take(60)) { situation.Now[id] = Rows("pff"); }

        Verdict verdict = situation.Settled((_, _) => Letter('f'));
        verdict.Metrics[0].Suspects.Should().HaveCount(50);
        verdict.Metrics[0].Suspects.Select(s => s.CaseId).Should().Contain("c000060").And.Contain("c000099");
    }

    [Fact]
    public void The_thresholds_are_divided_over_metrics_and_suites()
    {
        static MetricVerdict Judged(int family, int metrics)
        {
            Situation situation = Sampled(60);
            for (int m = 1; m < metrics; m++) { situation.Metrics.Add(Binary($"other{m}")); }

            int i = 0;
            foreach (string id in situation.Before.Keys)
            {
                Row Wide(Row row) => new([row.Values[0], .. Enumerable.Repeat<double?>(1, metrics - 1)]);
                situation.Before[id] = [.. situation.Before[id].Select(Wide)];
                situation.Now[id] = [.. Rows(i++ % 6 == 0 ? "fpp" : "ppp").Select(Wide)];
            }

            situation.Family = family;
            return situation.Settled((id, n) => situation.Now[id][n % 3]).Metrics[0];
        }

        MetricVerdict alone = Judged(1, 1), many = Judged(8, 1), five = Judged(1, 5);
        alone.State.Should().Be(MetricState.Fell);
        alone.AdjustedPValue.Should().Be(alone.PValue);
        many.AdjustedPValue.Should().BeApproximately(8 * alone.PValue!.Value, 1e-15);
        five.AdjustedPValue.Should().BeApproximately(5 * alone.PValue!.Value, 1e-15);
        five.Describe().Should().Contain(", corrected ");
    }

    [Fact]
    public void The_words_of_a_fall_name_the_suites_that_were_judged_together()
    {
        Situation situation = Sampled(30, "fff");
        situation.Family = 40;
        Verdict verdict = situation.Settled((_, _) => Letter('f'));
        verdict.Family.Should().Be(40);
        verdict.Findings[0].Text.Should().EndWith("in at most 2% of runs (40 suites x models judged together).");
    }

    [Fact]
    public void Fresh_samples_that_could_not_be_scored_are_neither_pass_nor_fail_and_too_many_are_an_error()
    {
        Situation some = Sampled(30, "pfp");
        Verdict few = some.Settled((id, n) => Letter(id == "c000000" && n < 5 ? 'u' : n % 3 == 1 ? 'f' : 'p'));
        few.Kind.Should().Be(VerdictKind.Regression);
        few.Metrics[0].UnscoredSamples.Should().Be(2);

        Verdict many = Sampled(30, "pfp").Settled((_, n) => Letter(n == 4 ? 'u' : 'p'));
        (many.Kind, many.Metrics[0].State).Should().Be((VerdictKind.Error, MetricState.Unscored));
        many.Findings[0].Text.Should().Contain("30 of 270 samples could not be scored");
    }

    [Fact]
    public void A_suspect_of_which_hardly_any_fresh_sample_was_scored_is_not_cleared()
    {
        Situation situation = Sampled(12);
        situation.Sampling = SamplePlan.Standard with { ConfirmCase = 3 };
        situation.Now["c000003"] = Rows("fff");
        situation.Settled((_, n) => Letter(n == 3 ? 'f' : 'u')).Kind.Should().Be(VerdictKind.Error);
    }

    [Fact]
    public void A_baseline_that_holds_nothing_back_is_judged_by_one_test_and_a_warning_says_what_to_do()
    {
        Situation situation = Sampled(30, "pfp", "ppp");
        situation.HeldBack = 0;
        Verdict verdict = situation.Settled((_, n) => Letter(n % 3 == 1 ? 'f' : 'p'));
        (verdict.Kind, verdict.Metrics[0].ConfirmPValue).Should().Be((VerdictKind.Regression, null));
        Finding warning = verdict.Findings.Single(f => f.Descriptor.Code == "LLM2026");
        warning.Severity.Should().Be(LlmEval.Model.Severity.Warning);
        warning.Text.Should().Contain("llmeval accept");
        Sampled(30).Verdict().Findings.Should().NotContain(f => f.Descriptor.Code == "LLM2026");
    }

    [Fact]
    public void Cases_of_one_cluster_are_one_witness()
    {
        Situation apart = Sampled(40), together = Sampled(40);
        int i = 0;
        foreach (string id in apart.Now.Keys.ToArray())
        {
            // Two of eight clusters fell in one sample of three.
            string rows = i / 5 < 2 ? "fpp" : "ppp";
            (apart.Now[id], together.Now[id]) = (Rows(rows), Rows(rows));
            together.Clusters[id] = $"k{i++ / 5}";
        }

        apart.Settled((id, n) => apart.Now[id][n % 3]).Kind.Should().Be(VerdictKind.Regression);
        together.Settled((id, n) => together.Now[id][n % 3]).Kind.Should().Be(VerdictKind.Pass);
    }

    [Fact]
    public void What_moves_some_cases_up_and_others_down_in_both_stages_counts_once()
    {
        // In both stages the same cases fall, a third of them rises: the second stage is no new witness of the first.
        Situation same = Sampled(30, before: "ppfppfppfppf");
        int i = 0;
        foreach (string id in same.Now.Keys.ToArray())
        {
            same.Now[id] = Rows(i++ % 3 == 0 ? "ppp" : "pff");
        }

        MetricVerdict shared = same.Settled((id, n) => same.Now[id][n % 3]).Metrics[0];
        shared.ConfirmPValue.Should().BeApproximately(shared.ScreenPValue!.Value, 1e-9);
        shared.PValue.Should().BeGreaterThan(0.5 * shared.ScreenPValue!.Value, "the same evidence twice is hardly more than once");
    }

    [Fact]
    public void A_deterministic_rule_that_is_asked_for_looks_at_one_sample_a_case()
    {
        Situation situation = Sampled(4, "pff");
        situation.Plan = new GatePlan { Regression = RegressionSettings.Default with { Rule = RegressionRule.Deterministic } };
        MetricVerdict metric = situation.Verdict().Metrics[0];
        (metric.Rule, metric.Lost.Count, metric.State).Should().Be(("exact", 0, MetricState.Held));
        situation.Input().SamplesToBegin.Should().Be(1);
    }
}
