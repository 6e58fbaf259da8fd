using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class ZeroToleranceTests
{
    private static readonly Location s_line = new("/s/a.eval.yml", 12, 20);

    private static Situation Cases(string before, string now)
    {
        Situation situation = Situation.Cases(before, now);
        situation.Plan = new GatePlan { ZeroTolerance = [new ZeroToleranceBound("category", s_line)], Regression = RegressionSettings.Default with { IsOn = false } };
        return situation;
    }

    [Fact]
    public void A_new_violation_that_happens_again_fails_whatever_the_mean_does()
    {
        Verdict verdict = Cases("ppffff", "pfpppp").Settled();
        (verdict.Kind, verdict.ExitStatus).Should().Be((VerdictKind.ZeroTolerance, 1));
        Finding told = verdict.Findings.Single(f => f.Severity == Severity.Error);
        (told.Descriptor.Code, told.Location).Should().Be(("LLM2023", s_line));
        told.Text.Should().Contain("1 case failed that did not in the baseline, and failed again with a fresh sample: c000001");
        verdict.ZeroTolerance.Single().Gone.Should().Equal("c000002", "c000003", "c000004", "c000005");
        verdict.LostCases.Should().Equal("c000001");
    }

    [Fact]
    public void A_known_violation_is_listed_and_fails_nothing_and_nothing_is_drawn_for_it()
    {
        Situation situation = Cases("pff", "pff");
        Verdict verdict = situation.Verdict();
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.Findings.Single(f => f.Descriptor.Code == "LLM2023").Text.Should().Contain("2 known violations in the baseline: c000001, c000002");
    }

    [Fact]
    public void A_violation_that_does_not_happen_again_is_told_as_unstable()
    {
        Situation situation = Cases("ppp", "pfp");
        Verdict verdict = situation.Settled((_, _) => new Row(1.0));
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.ZeroTolerance.Single().Unstable.Should().Equal("c000001");
        verdict.Findings.Single(f => f.Descriptor.Code == "LLM2023").Severity.Should().Be(Severity.Message);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public void Three_fresh_samples_are_drawn_and_one_of_a_deterministic_model(bool deterministic, int fresh)
    {
        Situation situation = Cases("pp", "pf");
        situation.Deterministic = deterministic;
        situation.Outcome().Should().BeOfType<NeedSamples>().Which.Requests.Should().Equal(new SampleRequest("c000001", 1, fresh));
    }

    [Fact]
    public void One_sample_of_the_baseline_that_failed_makes_it_known()
    {
        Situation situation = Cases("p", "p");
        (situation.Deterministic, situation.SamplesPerCase) = (false, 3);
        situation.Before["c000000"] = [new Row(1.0), new Row(0.0), new Row(1.0)];
        situation.Now["c000000"] = [new Row(0.0), new Row(0.0), new Row(0.0)];
        situation.Verdict().ZeroTolerance.Single().Known.Should().Equal("c000000");
    }

    [Fact]
    public void New_and_edited_cases_and_those_of_another_scorer_are_new_violations()
    {
        Situation fresh = Cases("p.", "pf");
        fresh.Settled().ZeroTolerance.Single().Violations.Should().Equal("c000001");

        Situation edited = Cases("ff", "ff");
        edited.Edited.Add("c000001");
        edited.Settled().ZeroTolerance.Single().Violations.Should().Equal("c000001");

        Situation rescored = Cases("f", "f");
        rescored.MetricsBefore = [Binary("category", key: "k0")];
        rescored.Settled().ZeroTolerance.Single().Violations.Should().Equal("c000000");
    }

    [Fact]
    public void Without_a_baseline_every_violation_is_new()
    {
        Situation situation = Cases("p", "f");
        situation.HasBaseline = false;
        situation.Settled().Kind.Should().Be(VerdictKind.ZeroTolerance);
    }

    [Theory]
    [InlineData("u", 1.0)]
    [InlineData("f", double.NaN)]
    public void What_could_not_be_scored_is_an_error(string now, double fresh)
    {
        Verdict verdict = Cases("p" + new string('p', 200), now + new string('p', 200)).Settled((_, _) => new Row(fresh));
        verdict.Kind.Should().Be(VerdictKind.Error);
        verdict.ZeroTolerance.Single().Unscored.Should().Equal("c000000");
    }

    [Fact]
    public void Nothing_to_judge_is_no_violation() => Cases("p", "-").Verdict().ZeroTolerance.Single().Violations.Should().BeEmpty();

    [Fact]
    public void An_unchanged_suite_needs_no_model_after_its_violations_were_accepted()
    {
        Situation situation = Cases("pp", "pf");
        situation.HasBaseline = false;
        Verdict first = situation.Settled();
        Baseline accepted = Acceptance.Candidate(situation.Input(), first, Location.None, new DiagnosticBag())!;

        situation.Now["c000000"] = [];
        situation.Now["c000001"] = [];
        Verdict again = Gate.Judge(situation.Input(accepted)).Should().BeOfType<Verdict>().Subject;
        again.Kind.Should().Be(VerdictKind.MatchesBaseline);
        again.ZeroTolerance.Single().Known.Should().Equal("c000001");
    }

    [Theory]
    [InlineData(false, false, "LLM2020")]
    [InlineData(true, true, "LLM2021")]
    public void A_judge_that_nobody_can_trust_decides_nothing(bool calibrated, bool advisory, string code)
    {
        Situation situation = Cases("p", "f");
        GateInput input = situation.Input() with
        {
            Judges = [new JudgeState { Metric = "category", Judge = "j", IsCalibrated = calibrated, IsStable = !advisory, IsPinned = true, Summary = "so and so." }],
        };
        Verdict verdict = Gate.Judge(input).Should().BeOfType<Verdict>().Subject;
        verdict.ZeroTolerance.Single().IsJudged.Should().BeFalse();
        verdict.Findings.Should().Contain(f => f.Descriptor.Code == code && f.Location == s_line && f.Severity == Severity.Warning && f.Text.Contains("zero tolerance is not judged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_graded_metric_violates_by_its_threshold()
    {
        Situation situation = new() { HasBaseline = false, Plan = new GatePlan { ZeroTolerance = [new ZeroToleranceBound("quality", s_line)] } };
        situation.Metrics.Add(Graded("quality"));
        situation.Now["a"] = [new Row(0.4)];
        situation.Now["b"] = [new Row(0.6)];
        situation.Settled().ZeroTolerance.Single().Violations.Should().Equal("a");
    }
}
