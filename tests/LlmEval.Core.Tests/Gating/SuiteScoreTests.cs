using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating;

public sealed class SuiteScoreTests
{
    private static SuiteMetric Metric(string name = "f1", double? threshold = null, bool higher = true, bool zero = false, bool fails = true, string key = "k") => new(
        new Metric
        {
            Name = name, Check = name, Location = new Location("/s/a.eval.yml", 7, 5), Unit = "ratio", IsBinary = false, HigherIsBetter = higher, BestIsZero = zero,
            IsGated = false, Decides = false, CanFail = fails, ScorerKey = key,
        },
        threshold);

    private static SuiteScore Score(double? value, string name = "f1", ScoreOutcome outcome = ScoreOutcome.Scored, bool? holds = null, bool tested = false, params SliceScore[] slices) => new()
    {
        Metric = name, Check = name, ScorerKey = "k", Outcome = outcome, Value = value ?? 0, Count = 10, Reason = "because", Holds = holds, IsTested = tested, Slices = slices,
    };

    private static GateInput Input(Situation situation, SuiteMetric metric, SuiteScore? score) =>
        situation.Input() with { SuiteMetrics = [metric], SuiteScores = score is null ? [] : [score] };

    private static Verdict Judge(SuiteMetric metric, SuiteScore? score, GatePlan? plan = null, int? filtered = null)
    {
        Situation situation = Situation.Cases("pp", "pp");
        situation.Plan = plan ?? GatePlan.Default;
        situation.FilteredFrom = filtered;
        return (Verdict)Gate.Judge(Input(situation, metric, score));
    }

    private static GatePlan Floored(double? value, double? worst = null, int cases = 5, string metric = "f1") =>
        new() { Floors = [new Floor(metric, value, new Location("/s/a.eval.yml", 20, 10)) { WorstSlice = worst, MinCases = cases }] };

    [Fact]
    public void A_score_that_breaks_its_bound_is_an_error_at_the_check()
    {
        Verdict verdict = Judge(Metric(threshold: 0.9), Score(0.8, holds: false));
        verdict.Kind.Should().Be(VerdictKind.BelowFloor);
        Finding finding = verdict.Findings.Single(f => f.Severity == Severity.Error);
        finding.Descriptor.Code.Should().Be("LLM2002");
        finding.Location!.Line.Should().Be(7);
        finding.Text.Should().Be("f1: 80.0% over 10 is below its bound of 90.0%.");
    }

    [Theory]
    [InlineData(false, true, null)]
    [InlineData(true, false, null)]
    [InlineData(true, true, false)]
    public void Labels_of_a_judge_hold_a_bound_only_when_it_agrees_with_itself_and_with_people(bool isCalibrated, bool isStable, bool? holds)
    {
        Situation situation = Situation.Cases("pp", "pp");
        situation.Plan = Floored(0.9);
        GateInput input = Input(situation, Metric(threshold: 0.9) with { Of = [situation.Input().Metrics[0].Name] }, Score(0.8, holds: false));
        input = input with { Judges = [new JudgeState { Metric = input.Metrics[0].Name, Judge = "j", IsCalibrated = isCalibrated, IsStable = isStable, Summary = "So so." }] };

        Verdict verdict = (Verdict)Gate.Judge(input);

        SuiteScoreVerdict score = verdict.SuiteScores.Single();
        (score.Holds, score.FloorHolds).Should().Be((holds, holds));
        verdict.Findings.Any(f => f.Metric?.Name == "f1" && f.Severity == Severity.Warning && f.Text.Contains("not judged", StringComparison.Ordinal)).Should().Be(holds is null);
    }

    [Theory]
    [InlineData(0.85, true, false, 0.9, VerdictKind.BelowFloor)]
    [InlineData(0.9, true, false, 0.9, VerdictKind.Pass)]
    [InlineData(0.2, false, false, 0.1, VerdictKind.BelowFloor)]
    [InlineData(0.1, false, false, 0.1, VerdictKind.Pass)]
    [InlineData(-0.2, false, true, 0.1, VerdictKind.BelowFloor)]
    [InlineData(-0.1, false, true, 0.1, VerdictKind.Pass)]
    public void A_floor_is_kept_in_the_metrics_own_direction(double value, bool higher, bool zero, double floor, VerdictKind kind)
    {
        Verdict verdict = Judge(Metric(higher: higher, zero: zero), Score(value), Floored(floor));
        verdict.Kind.Should().Be(kind);
        verdict.SuiteScores.Single().FloorHolds.Should().Be(kind == VerdictKind.Pass);
        if (kind == VerdictKind.BelowFloor) { verdict.Findings.Single(f => f.Severity == Severity.Error).Location!.Line.Should().Be(20); }
    }

    [Fact]
    public void What_could_not_be_measured_is_an_error_where_something_hangs_on_it_and_told_where_nothing_does()
    {
        Judge(Metric(threshold: 0.5), Score(null, outcome: ScoreOutcome.Unscored)).Kind.Should().Be(VerdictKind.Error);
        Judge(Metric(), Score(null, outcome: ScoreOutcome.Unscored), Floored(0.5)).Kind.Should().Be(VerdictKind.Error);
        Judge(Metric(), Score(null, outcome: ScoreOutcome.Unscored), Floored(null, worst: 0.5)).Kind.Should().Be(VerdictKind.Error);
        Judge(Metric(threshold: 0.5), null).Kind.Should().Be(VerdictKind.Error, "nobody measured it");
        Verdict told = Judge(Metric(), Score(null, outcome: ScoreOutcome.Unscored));
        told.Kind.Should().Be(VerdictKind.Pass);
        told.Findings.Should().Contain(f => f.Descriptor.Code == "LLM2005" && f.Severity == Severity.Warning);
    }

    [Fact]
    public void A_bound_that_nothing_can_keep_is_not_kept()
    {
        Judge(Metric(threshold: 0.5), Score(null, outcome: ScoreOutcome.NotApplicable)).Kind.Should().Be(VerdictKind.BelowFloor);
        Judge(Metric(), Score(null, outcome: ScoreOutcome.NotApplicable), Floored(0.5)).Kind.Should().Be(VerdictKind.BelowFloor);
        Judge(Metric(), Score(null, outcome: ScoreOutcome.NotApplicable)).Kind.Should().Be(VerdictKind.Pass);
    }

    [Fact]
    public void A_part_or_a_report_judges_nothing()
    {
        Judge(Metric(threshold: 0.9), Score(0.1, holds: false), Floored(0.5), filtered: 10).Findings.Should().NotContain(f => f.Kind == VerdictKind.BelowFloor);
        Judge(Metric(threshold: 0.9), Score(null, outcome: ScoreOutcome.Unscored), filtered: 10).Kind.Should().Be(VerdictKind.Partial);
        Judge(Metric(threshold: null, fails: false), Score(0.1)).Kind.Should().Be(VerdictKind.Pass);
    }

    [Theory]
    [InlineData(0.8, 5, VerdictKind.BelowFloor)]
    [InlineData(0.8, 6, VerdictKind.Pass)]
    [InlineData(0.5, 5, VerdictKind.Pass)]
    [InlineData(0.5, 30, VerdictKind.BelowFloor)]
    public void The_worst_slice_with_enough_cases_is_judged(double bound, int cases, VerdictKind kind)
    {
        SuiteScore score = Score(0.9, slices: [new SliceScore("big", 0.95, 20), new SliceScore("small", 0.6, 5)]);
        Verdict verdict = Judge(Metric(), score, Floored(null, worst: bound, cases));
        verdict.Kind.Should().Be(kind);
    }

    [Fact]
    public void A_baseline_keeps_the_scores_and_an_unchanged_suite_judges_them()
    {
        Situation situation = Situation.Cases("pp", "pp");
        situation.SamePrompt = true;
        SuiteMetric metric = Metric(threshold: 0.7);
        GateInput now = Input(situation, metric, Score(0.8123456789, holds: true, slices: [new SliceScore("de", 0.5, 7)]));
        Baseline baseline = RoundTrip(BaselineOf(now));

        BaselineSuiteScore kept = baseline.SuiteScores.Single();
        kept.Value.Should().Be(0.812346);
        kept.Slices.Should().Equal(new SliceScore("de", 0.5, 7));
        GateInput unchanged = now with { Baseline = baseline, SuiteScores = [] };
        ((Verdict)Gate.Judge(unchanged)).Kind.Should().Be(VerdictKind.MatchesBaseline);

        // A bound that was raised since is judged by the stored value; so is a floor on a slice.
        ((Verdict)Gate.Judge(unchanged with { SuiteMetrics = [Metric(threshold: 0.9)] })).Kind.Should().Be(VerdictKind.BelowFloor);
        ((Verdict)Gate.Judge(unchanged with { Plan = Floored(null, worst: 0.6) })).Kind.Should().Be(VerdictKind.BelowFloor);
    }

    [Fact]
    public void A_suite_whose_check_is_new_or_changed_is_not_unchanged()
    {
        Situation situation = Situation.Cases("pp", "pp");
        situation.SamePrompt = true;
        Baseline baseline = BaselineOf(Input(situation, Metric(), Score(0.8)));
        GateInput now = Input(situation, Metric(), Score(0.9)) with { Baseline = baseline };

        ((Verdict)Gate.Judge(now)).SuiteScores.Single().Value.Should().Be(0.8, "nothing changed");
        now.MatchesBaseline().Should().BeTrue();
        (now with { SuiteMetrics = [Metric(key: "other")] }).MatchesBaseline().Should().BeFalse();
        (now with { SuiteMetrics = [Metric(), Metric("accuracy")] }).MatchesBaseline().Should().BeFalse();
        (now with { SuiteMetrics = [Metric("cost") with { IsUsage = true }, Metric()] }).MatchesBaseline().Should().BeTrue("usage is not asked for where no floor needs it");
        (now with { SuiteMetrics = [Metric("cost") with { IsUsage = true }, Metric()], Plan = Floored(1, metric: "cost") }).MatchesBaseline().Should().BeFalse();
    }

    [Fact]
    public void What_a_test_of_its_own_said_is_kept_for_its_bound_only()
    {
        Situation situation = Situation.Cases("pp", "pp");
        situation.SamePrompt = true;
        GateInput input = Input(situation, Metric(threshold: 0.03), Score(0.1, holds: false, tested: true) with { Threshold = 0.03 });
        Baseline baseline = RoundTrip(BaselineOf(input));
        GateInput unchanged = input with { Baseline = baseline, SuiteScores = [] };
        ((Verdict)Gate.Judge(unchanged)).Kind.Should().Be(VerdictKind.BelowFloor, "0.1 is above the bound of 0.03, and yet the test failed");
        (unchanged with { SuiteMetrics = [Metric(threshold: 0.05)] }).MatchesBaseline().Should().BeFalse();
    }

    [Fact]
    public void The_difference_to_the_baseline_is_told_when_the_scorer_is_the_same()
    {
        Situation situation = Situation.Cases("pp", "pp");
        Baseline baseline = BaselineOf(Input(situation, Metric(), Score(0.8)));
        situation.Prompt = "newer";
        SuiteScoreVerdict score = ((Verdict)Gate.Judge(Input(situation, Metric(), Score(0.7)) with { Baseline = baseline })).SuiteScores.Single();
        score.Difference.Should().BeApproximately(-0.1, 1e-9);
        score.Describe().Should().Be("f1: 70.0% over 10; was 80.0%, -10.0 points; because");
        ((Verdict)Gate.Judge(Input(situation, Metric(key: "other"), Score(0.7) with { ScorerKey = "other" }) with { Baseline = baseline })).SuiteScores.Single().Difference.Should().BeNull();
    }

    [Fact]
    public void A_check_that_vanished_fails_until_it_is_accepted()
    {
        Situation situation = Situation.Cases("pp", "pp");
        Baseline baseline = BaselineOf(Input(situation, Metric(), Score(0.8)));
        Verdict verdict = (Verdict)Gate.Judge(situation.Input(baseline));
        verdict.Kind.Should().Be(VerdictKind.Vanished);
        verdict.VanishedMetrics.Should().Equal("f1");
    }

    [Fact]
    public void A_score_that_falls_needs_a_reason_to_be_accepted_and_what_is_unscored_cannot_be()
    {
        Situation situation = Situation.Cases("pp", "pp");
        Baseline current = BaselineOf(Input(situation, Metric(), Score(0.8)));
        Baseline candidate = BaselineOf(Input(situation, Metric(), Score(0.7)));
        AcceptanceRequest request = new() { Candidate = candidate, Current = current, Date = new DateOnly(2026, 1, 1), ToolVersion = "1" };
        DiagnosticBag diagnostics = new();
        Acceptance.Accept(request, diagnostics).Should().BeNull();
        diagnostics.Items.Single().Message.Should().Contain("f1 80.0% -> 70.0%");
        Baseline accepted = Acceptance.Accept(request with { Reason = "labels were mended" }, diagnostics)!;
        accepted.SuiteScores.Single().Value.Should().Be(0.7);
        accepted.Entries.Single().Mean("f1").Should().Be(0.7);

        GateInput unscored = Input(situation, Metric(), Score(null, outcome: ScoreOutcome.Unscored));
        Acceptance.Candidate(unscored, (Verdict)Gate.Judge(unscored), Location.None, diagnostics).Should().BeNull();
    }

    [Fact]
    public void A_baseline_without_such_scores_is_written_and_read_as_before()
    {
        Baseline baseline = Situation.Cases("pf", "pf").Baseline();
        using MemoryStream stream = new();
        baseline.Write(stream);
        System.Text.Encoding.UTF8.GetString(stream.ToArray()).Should().StartWith("{\"baseline\":1,").And.NotContain("overSuite");
        RoundTrip(baseline).SuiteScores.Should().BeEmpty();
    }

    [Theory]
    [InlineData("\"count\":10", "\"count\":-1", "count")]
    [InlineData("\"value\":0.8", "\"value\":\"x\"", "value")]
    [InlineData("\"value\":0.8,", "", "'value' is missing")]
    [InlineData("[0.5,7]", "[0.5]", "de")]
    public void A_damaged_line_is_told(string old, string text, string part)
    {
        Baseline baseline = BaselineOf(Input(Situation.Cases("pp", "pp"), Metric(), Score(0.8, slices: [new SliceScore("de", 0.5, 7)])));
        using MemoryStream stream = new();
        baseline.Write(stream);
        string damaged = System.Text.Encoding.UTF8.GetString(stream.ToArray()).Replace(old, text, StringComparison.Ordinal);
        DiagnosticBag diagnostics = new();
        Baseline.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(damaged)), "b", diagnostics).Should().BeNull();
        diagnostics.Items.Single().Message.Should().Contain(part);
    }

    private static Baseline BaselineOf(GateInput input)
    {
        GateInput alone = input with { Baseline = null };
        return Acceptance.Candidate(alone, (Verdict)Gate.Judge(alone), Location.None, new DiagnosticBag())!;
    }

    private static Baseline RoundTrip(Baseline baseline)
    {
        using MemoryStream stream = new();
        baseline.Write(stream);
        stream.Position = 0;
        DiagnosticBag diagnostics = new();
        Baseline? read = Baseline.Read(stream, "b", diagnostics);
        diagnostics.Items.Should().BeEmpty();
        return read!;
    }
}
