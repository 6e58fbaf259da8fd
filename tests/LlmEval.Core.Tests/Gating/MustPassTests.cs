using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class MustPassTests
{
    private static Situation One(bool deterministic, params double?[] first)
    {
        Situation situation = new() { Deterministic = deterministic, SamplesPerCase = first.Length, HasBaseline = false };
        situation.Metrics.Add(Binary("category"));
        situation.Now["urgent"] = [.. first.Select(v => new Row(v))];
        situation.Now["other"] = [.. first.Select(_ => new Row(0.0))];
        situation.MustPass.Add("urgent");
        return situation;
    }

    [Fact]
    public void One_failed_first_sample_asks_for_three_fresh_ones()
    {
        NeedSamples needs = One(deterministic: false, 1, 0, 1).Outcome().Should().BeOfType<NeedSamples>().Subject;
        needs.Requests.Should().Equal(new SampleRequest("urgent", 3, 3));
    }

    [Fact]
    public void A_deterministic_model_is_asked_once() =>
        One(deterministic: true, 0.0).Outcome().Should().BeOfType<NeedSamples>().Which.Requests.Should().Equal(new SampleRequest("urgent", 1, 1));

    [Theory]
    [InlineData(1, 1, 1, VerdictKind.NoBaseline)]
    [InlineData(1, 1, 0, VerdictKind.MustPass)]
    [InlineData(0, 1, 1, VerdictKind.MustPass)]
    [InlineData(1, double.NaN, 1, VerdictKind.Error)]
    [InlineData(double.NaN, 0, 1, VerdictKind.MustPass)]
    public void Of_three_fresh_samples_one_failure_is_enough(double a, double b, double c, VerdictKind expected)
    {
        double[] fresh = [a, b, c];
        Verdict verdict = One(deterministic: false, 1, 0, 1).Settled((_, n) => new Row(fresh[n - 3]));
        verdict.Kind.Should().Be(expected);
        verdict.MustPassFailed.Should().Equal(expected == VerdictKind.MustPass ? ["urgent"] : []);
        verdict.MustPassUnstable.Should().Equal(expected == VerdictKind.NoBaseline ? ["urgent"] : []);
        if (expected == VerdictKind.MustPass) { verdict.Findings[0].Descriptor.Code.Should().Be("LLM2003"); }
    }

    [Fact]
    public void Passing_first_samples_are_enough() => One(deterministic: false, 1, 1, 1).Verdict().Kind.Should().Be(VerdictKind.NoBaseline);

    [Fact]
    public void A_must_pass_case_that_cannot_be_scored_has_not_passed() =>
        One(deterministic: false, 1, double.NaN, 1).Verdict().Kind.Should().Be(VerdictKind.Error);

    [Fact]
    public void Nothing_to_judge_is_no_failure() => One(deterministic: true, [null]).Verdict().Kind.Should().Be(VerdictKind.NoBaseline);

    [Fact]
    public void A_graded_check_fails_by_its_threshold()
    {
        Situation situation = new() { HasBaseline = false };
        situation.Metrics.Add(Graded("quality"));
        situation.Now["urgent"] = [new Row(0.4)];
        situation.MustPass.Add("urgent");
        situation.Settled().Kind.Should().Be(VerdictKind.MustPass);
    }

    [Theory]
    [InlineData(1.0, MustPassState.Unstable, VerdictKind.MatchesBaseline)]
    [InlineData(0.0, MustPassState.Failed, VerdictKind.MustPass)]
    public void What_a_case_came_to_is_remembered_so_that_an_unchanged_suite_needs_no_model(double fresh, MustPassState state, VerdictKind expected)
    {
        Situation situation = One(deterministic: true, 0.0);
        Verdict first = situation.Settled((_, _) => new Row(fresh));
        Baseline baseline = Acceptance.Candidate(situation.Input(), first, LlmEval.Model.Location.None, new())!;
        baseline.MustPass[baseline.IndexOf("urgent")].Should().Be(state);

        situation.Now["urgent"] = [];
        situation.Now["other"] = [];
        Gate.Judge(situation.Input(baseline)).Should().BeOfType<Verdict>().Which.Kind.Should().Be(expected);
    }

    [Fact]
    public void A_case_made_must_pass_after_the_accept_asks_for_fresh_samples_when_its_stored_one_failed()
    {
        Situation situation = Cases("pf", "pf");
        (situation.SamePrompt, situation.Deterministic) = (true, true);
        Baseline baseline = situation.Baseline();
        situation.MustPass.UnionWith(["c000000", "c000001"]);
        Gate.Judge(situation.Input(baseline)).Should().BeOfType<NeedSamples>().Which.Requests.Should().Equal(new SampleRequest("c000001", 1, 1));
        situation.Now["c000001"] = [new Row(0.0), new Row(1.0)];
        Gate.Judge(situation.Input(baseline)).Should().BeOfType<Verdict>().Which.Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Fact]
    public void A_case_that_is_lost_and_must_pass_is_drawn_once()
    {
        Situation situation = Cases("pp", "pf");
        situation.MustPass.Add("c000001");
        situation.Outcome().Should().BeOfType<NeedSamples>().Which.Requests.Should().Equal(new SampleRequest("c000001", 1, 1));
        situation.Settled().Findings.Where(f => f.Severity == LlmEval.Model.Severity.Error).Select(f => f.Kind)
            .Should().Equal(VerdictKind.MustPass, VerdictKind.Regression);
    }
}
