using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Core.Tests.Gating;

public sealed class BudgetTests
{
    private const string Here = "00000000000000aa";
    private static readonly Location s_line = new("/s/a.eval.yml", 9, 3);
    private static readonly ModelPrice s_price = new() { Input = 1, Output = 10 };

    private static CaseUsage Tokens(double input, double output) => new() { Answered = 3, Requests = 1, InputTokens = input, OutputTokens = output };

    private static CaseUsage Seconds(params float[] seconds) => new() { Answered = seconds.Length, Requests = 1, Seconds = seconds };

    private static BudgetBound Max(BudgetMeasure measure, double max) => new(measure, max, null, s_line);

    private static BudgetBound Rise(BudgetMeasure measure, double rise) => new(measure, null, rise, s_line);

    /// <summary>Cases that pass; before they used one thing, now another.</summary>
    private static GateInput Input(BudgetBound bound, int cases, Func<int, CaseUsage?> now, Func<int, CaseUsage?>? before = null, string? machine = Here)
    {
        Situation situation = Situation.Cases(new string('p', cases), new string('p', cases));
        situation.Plan = new GatePlan { Budget = new BudgetPlan([bound]) };
        situation.HasBaseline = false;
        GateInput input = situation.Input() with { Price = s_price, Here = Here, MeasuredOn = machine };
        if (before is not null)
        {
            GateInput then = With(input, before) with { Cases = [.. With(input, before).Cases.Select(c => c with { RequestKey = Hash128.Of("old " + c.Id) })] };
            input = input with { Baseline = Candidate(before(0) is null ? then with { Plan = GatePlan.Default } : then) };
        }

        return With(input, now);
    }

    private static GateInput With(GateInput input, Func<int, CaseUsage?> usage) => input with { Cases = [.. input.Cases.Select((c, i) => c with { Usage = usage(i) })] };

    private static Baseline Candidate(GateInput input) => Acceptance.Candidate(input, (Verdict)Gate.Judge(input), Location.None, new DiagnosticBag())!;

    private static Verdict Judge(GateInput input) => Gate.Judge(input).Should().BeOfType<Verdict>().Subject;

    [Theory]
    [InlineData(BudgetMeasure.InputTokensPerCase, 200, 200, BudgetState.Within)]
    [InlineData(BudgetMeasure.InputTokensPerCase, 199, 200, BudgetState.Over)]
    [InlineData(BudgetMeasure.OutputTokensPerCase, 20, 20, BudgetState.Within)]
    [InlineData(BudgetMeasure.TokensPerCase, 219, 220, BudgetState.Over)]
    [InlineData(BudgetMeasure.CostPerCase, 0.0004, 0.0004, BudgetState.Within)]
    [InlineData(BudgetMeasure.CostPerCase, 0.00039, 0.0004, BudgetState.Over)]
    public void A_mean_a_case_keeps_its_bound_or_does_not(BudgetMeasure measure, double max, double value, BudgetState expected)
    {
        Verdict verdict = Judge(Input(Max(measure, max), 3, i => Tokens(100 * (i + 1), 10 * (i + 1))));

        BudgetVerdict budget = verdict.Budget.Single();
        budget.Value.Should().BeApproximately(value, 1e-12);
        budget.State.Should().Be(expected);
        verdict.Kind.Should().Be(expected == BudgetState.Over ? VerdictKind.OverBudget : VerdictKind.NoBaseline);
        verdict.ExitStatus.Should().Be(expected == BudgetState.Over ? 1 : 0);
        if (expected != BudgetState.Over) { return; }

        Finding told = verdict.Findings.Single(f => f.Severity == Severity.Error);
        (told.Descriptor.Code, told.Location).Should().Be(("LLM2022", s_line));
        told.Text.Should().Contain("over 3 cases is above its budget of");
    }

    [Fact]
    public void What_the_provider_charged_goes_before_prices() =>
        Judge(Input(Max(BudgetMeasure.CostPerCase, 1), 2, _ => Tokens(100, 10) with { Charged = 0.5 })).Budget.Single().Value.Should().Be(0.5);

    [Theory]
    [InlineData(BudgetMeasure.TokensPerCase, "does not tell the tokens of 1 case")]
    [InlineData(BudgetMeasure.CostPerCase, "the cost of 1 case is not known")]
    [InlineData(BudgetMeasure.P95FirstToken, "not streamed")]
    public void What_is_not_known_of_one_case_keeps_no_budget(BudgetMeasure measure, string told)
    {
        Verdict verdict = Judge(Input(Max(measure, 1e9), 3, i => i == 1 ? new CaseUsage { Answered = 3, Requests = 1 } : Tokens(1, 1) with { FirstTokens = [1] }));
        verdict.Kind.Should().Be(VerdictKind.Error);
        verdict.Findings.Single(f => f.Kind == VerdictKind.Error).Text.Should().Contain(told);
    }

    [Fact]
    public void A_case_whose_usage_nobody_noted_is_an_error() =>
        Judge(Input(Max(BudgetMeasure.TokensPerCase, 1e9), 3, i => i == 0 ? null : Tokens(1, 1))).Kind.Should().Be(VerdictKind.Error);

    [Fact]
    public void A_price_that_nobody_knows_is_an_error() =>
        Judge(Input(Max(BudgetMeasure.CostPerCase, 1e9), 3, _ => Tokens(1, 1)) with { Price = null }).Kind.Should().Be(VerdictKind.Error);

    [Fact]
    public void Quantiles_are_times_that_were_measured_and_have_an_interval()
    {
        // 40 cases of one sample: 0.1 s to 4 s. The 38th of 40 is the p95.
        Verdict verdict = Judge(Input(Max(BudgetMeasure.P95Latency, 3.8), 40, i => Seconds((i + 1) / 10f)));
        BudgetVerdict p95 = verdict.Budget.Single();
        p95.Value.Should().Be(3.8);
        p95.State.Should().Be(BudgetState.Within);

        // By theory the interval of a p95 of 40 begins at the 35th or 36th value.
        p95.Lower.Should().BeInRange(3.3, 3.7);
        p95.Upper.Should().Be(4);
        Judge(Input(Max(BudgetMeasure.P95Latency, 3.79), 40, i => Seconds((i + 1) / 10f))).Kind.Should().Be(VerdictKind.OverBudget);
        Judge(Input(Max(BudgetMeasure.MedianLatency, 2), 40, i => Seconds((i + 1) / 10f))).Budget.Single().Value.Should().Be(2);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00000000000000bb")]
    public void Times_of_another_machine_decide_nothing_and_that_is_told(string? machine)
    {
        Verdict verdict = Judge(Input(Max(BudgetMeasure.P95Latency, 0.1), 4, _ => Seconds(5), machine: machine));
        verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        verdict.Budget.Single().State.Should().Be(BudgetState.NotMeasuredHere);
        Finding told = verdict.Findings.Single(f => f.Descriptor.Code == "LLM2029");
        (told.Severity, told.Location).Should().Be((Severity.Message, s_line));
        told.Text.Should().Contain("not measured here");
    }

    [Fact]
    public void Money_and_tokens_do_not_depend_on_the_machine() =>
        Judge(Input(Max(BudgetMeasure.TokensPerCase, 1), 4, _ => Tokens(5, 5), machine: null)).Kind.Should().Be(VerdictKind.OverBudget);

    [Fact]
    public void A_rise_is_seen_case_by_case_however_different_the_cases_are()
    {
        // Cases differ by a factor of 30, each takes 25% to 35% more: the mean alone would drown it.
        Verdict verdict = Judge(Input(Rise(BudgetMeasure.OutputTokensPerCase, 0.2), 30, i => Tokens(1, 100 * (i + 1) * (1.25 + (i % 3 * 0.05))), i => Tokens(1, 100 * (i + 1))));
        BudgetVerdict budget = verdict.Budget.Single();
        verdict.Kind.Should().Be(VerdictKind.OverBudget);
        budget.Ratio.Should().BeApproximately(1.3, 1e-9);
        budget.RatioLower.Should().BeInRange(1.2501 - 0.01, 1.3001);
        (budget.Compared, budget.RiseHolds).Should().Be((30, false));
        verdict.Findings.Single(f => f.Kind == VerdictKind.OverBudget).Text.Should().Contain("30% more").And.Contain("allows 20%");
    }

    [Fact]
    public void Noise_around_no_change_is_no_rise()
    {
        Verdict verdict = Judge(Input(Rise(BudgetMeasure.TokensPerCase, 0.05), 30, i => Tokens(1, i % 2 == 0 ? 130 : 77), _ => Tokens(1, 100)));
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.Budget.Single().RatioLower.Should().BeLessThan(1.05);
    }

    [Theory]
    [InlineData(BudgetMeasure.MedianLatency, 5)]
    [InlineData(BudgetMeasure.MedianLatency, 20)]
    [InlineData(BudgetMeasure.P95Latency, 10)]
    [InlineData(BudgetMeasure.P95Latency, 20)]
    public void Chance_alone_is_hardly_ever_a_rise(BudgetMeasure measure, int cases)
    {
        Random random = new(11);
        int over = 0;
        for (int run = 0; run < 300; run++)
        {
            float[] noise = [.. Enumerable.Range(0, 2 * cases).Select(_ => (float)Math.Exp(0.6 * (random.NextDouble() - 0.5)))];
            over += Judge(Input(Rise(measure, 0), cases, i => Seconds(noise[i]), i => Seconds(noise[cases + i]))).Budget.Single().RiseHolds == false ? 1 : 0;
        }

        // A one-sided test at 5% would say so about 15 times.
        over.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public void The_rate_of_a_rise_is_divided_over_the_bounds_and_the_suites_of_the_build()
    {
        GateInput input = Input(Rise(BudgetMeasure.TokensPerCase, 0.1), 30, i => Tokens(1, 100 + i), _ => Tokens(1, 100));
        Judge(input).Budget.Single().Confidence.Should().BeApproximately(0.999, 1e-12);
        BudgetPlan two = new([.. input.Plan.Budget!.Bounds, Rise(BudgetMeasure.OutputTokensPerCase, 0.1)]);
        Judge(input with { Family = 40, Plan = new GatePlan { Budget = two } }).Budget.Should().OnlyContain(b => Math.Abs(b.Confidence!.Value - (1 - (0.001 / 80))) < 1e-12);
        Judge(input).Budget.Single().Describe().Should().Contain("99.9% sure of");
    }

    [Fact]
    public void One_case_rises_where_it_cannot_vary_and_is_not_judged_where_it_can()
    {
        Judge(Input(Rise(BudgetMeasure.InputTokensPerCase, 0.1), 1, _ => Tokens(150, 1), _ => Tokens(100, 1))).Kind.Should().Be(VerdictKind.OverBudget);
        BudgetVerdict time = Judge(Input(Rise(BudgetMeasure.MedianLatency, 0.1), 1, _ => Seconds(2), _ => Seconds(1))).Budget.Single();
        (time.State, time.RiseHolds).Should().Be((BudgetState.NotJudged, (bool?)null));
        time.Describe().Should().Contain("one case cannot tell a rise from chance");
    }

    [Fact]
    public void A_p95_rises_by_the_ratio_of_both()
    {
        Verdict verdict = Judge(Input(Rise(BudgetMeasure.P95Latency, 0.1), 40, i => Seconds((i + 1) * 2 / 10f), i => Seconds((i + 1) / 10f)));
        verdict.Kind.Should().Be(VerdictKind.OverBudget);
        verdict.Budget.Single().Ratio.Should().BeApproximately(2, 1e-6);
        verdict.Budget.Single().RatioLower.Should().BeApproximately(2, 1e-6, "each case took twice as long");
    }

    [Fact]
    public void Times_of_two_machines_are_not_compared()
    {
        GateInput input = Input(Rise(BudgetMeasure.MedianLatency, 0.1), 30, _ => Seconds(9), _ => Seconds(1)) with { MeasuredOn = "00000000000000bb" };
        Verdict verdict = Judge(input);
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.Findings.Should().Contain(f => f.Descriptor.Code == "LLM2029");
    }

    [Fact]
    public void A_baseline_that_does_not_say_what_it_used_must_be_accepted_anew()
    {
        Verdict verdict = Judge(Input(Rise(BudgetMeasure.TokensPerCase, 0.1), 5, _ => Tokens(1, 1), _ => null));
        verdict.Kind.Should().Be(VerdictKind.Incomparable);
        verdict.Findings[0].Text.Should().Contain("Accept the present results");
    }

    [Fact]
    public void Where_nothing_changed_the_budget_is_judged_on_what_the_baseline_holds_at_present_prices()
    {
        GateInput input = Input(Max(BudgetMeasure.CostPerCase, 0.0003), 3, _ => null, _ => Tokens(100, 20));
        input = input with { Cases = [.. input.Cases.Select(c => c with { RequestKey = Hash128.Of("old " + c.Id), Samples = [] })] };

        Judge(input).Kind.Should().Be(VerdictKind.MatchesBaseline);
        Verdict dearer = Judge(input with { Price = new ModelPrice { Input = 2, Output = 10 } });
        dearer.Kind.Should().Be(VerdictKind.OverBudget);
        dearer.Budget.Single().Value.Should().BeApproximately(0.0004, 1e-12);
    }

    [Fact]
    public void A_baseline_without_usage_matches_no_budget()
    {
        GateInput input = Input(Max(BudgetMeasure.TokensPerCase, 10), 3, _ => null, _ => null);
        input = input with { Cases = [.. input.Cases.Select(c => c with { RequestKey = Hash128.Of("old " + c.Id), Samples = [] })] };
        Judge(input).Kind.Should().Be(VerdictKind.NotEvaluated);
        Judge(input with { Plan = GatePlan.Default }).Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Fact]
    public void A_part_of_a_suite_is_not_judged() =>
        Judge(Input(Max(BudgetMeasure.TokensPerCase, 1), 3, _ => Tokens(5, 5)) with { FilteredFrom = 9 }).Budget.Single().State.Should().Be(BudgetState.NotJudged);

    [Fact]
    public void The_same_numbers_give_the_same_interval_whatever_their_order()
    {
        GateInput input = Input(Max(BudgetMeasure.P95Latency, 9), 25, i => Seconds(i * i % 7, i % 5));
        Judge(input with { Cases = [.. input.Cases.Reverse()] }).Budget.Should().BeEquivalentTo(Judge(input).Budget);
    }

    [Fact]
    public void A_floor_on_a_time_that_another_machine_measured_is_not_judged()
    {
        SuiteMetric latency = LlmEval.Scoring.OverSuite.UsageMetrics.Of("USD").Single(m => m.Metric.Name == "latency-p95");
        Situation situation = Situation.Cases("ppp", "ppp");
        situation.Plan = new GatePlan { Floors = [new Floor("latency-p95", 1, s_line)] };
        GateInput input = situation.Input() with
        {
            SuiteMetrics = [latency],
            SuiteScores = [new SuiteScore { Metric = "latency-p95", Check = "latency-p95", Unit = "s", HigherIsBetter = false, ScorerKey = latency.Metric.ScorerKey, Outcome = ScoreOutcome.Scored, Value = 5, Count = 3 }],
            Here = Here,
        };

        Verdict elsewhere = Judge(input);
        elsewhere.Kind.Should().Be(VerdictKind.Pass);
        elsewhere.Findings.Should().Contain(f => f.Descriptor.Code == "LLM2029" && f.Location == s_line);
        Judge(input with { MeasuredOn = Here }).Kind.Should().Be(VerdictKind.BelowFloor);
    }

    [Fact]
    public void Usage_and_machine_come_back_from_a_baseline_as_they_were()
    {
        CaseUsage usage = new() { Answered = 1, Requests = 1.5, InputTokens = 812.333333333, OutputTokens = 40, Charged = 0.000001234, Seconds = [1.235f], FirstTokens = [0.2f] };
        Baseline written = Input(Max(BudgetMeasure.P95FirstToken, 9), 2, _ => usage, _ => usage).Baseline!;
        using MemoryStream stream = new();
        written.Write(stream);
        stream.Position = 0;
        Baseline read = Baseline.Read(stream, "/b.jsonl", new DiagnosticBag())!;

        read.Machine.Should().Be(Here);
        read.Cases[0].Usage.Should().BeEquivalentTo(usage);
        System.Text.Encoding.UTF8.GetString(stream.ToArray()).Should().StartWith("{\"baseline\":3,");
    }
}
