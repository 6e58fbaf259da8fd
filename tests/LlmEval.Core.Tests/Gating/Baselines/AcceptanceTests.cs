using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating.Baselines;

public sealed class AcceptanceTests
{
    private readonly DiagnosticBag _diagnostics = new();

    private Baseline? Candidate(Situation situation) =>
        Acceptance.Candidate(situation.Input(), situation.Settled(), new Location("/s/a.eval.yml"), _diagnostics);

    private Baseline? Accept(Baseline candidate, Baseline? current, string? reason = null, int day = 1, bool ci = false) => Acceptance.Accept(
        new AcceptanceRequest
        {
            Candidate = candidate, Current = current, Reason = reason, Date = new DateOnly(2026, 1, 1).AddDays(day), ToolVersion = "0.1.0",
            IsContinuousIntegration = ci, Location = new Location("/s/a.eval.yml"),
        }, _diagnostics);

    private void Refused(string part)
    {
        Diagnostic diagnostic = _diagnostics.Items.Should().ContainSingle().Subject;
        diagnostic.Code.Should().Be("LLM3012");
        diagnostic.Message.Should().Contain(part);
    }

    [Fact]
    public void What_is_accepted_matches_from_then_on()
    {
        Situation situation = Cases("ppp", "pff");
        situation.HasBaseline = false;
        Baseline baseline = Accept(Candidate(situation)!, current: null)!;
        Gate.Judge(situation.Input(baseline)).Should().BeOfType<Verdict>().Which.Kind.Should().Be(VerdictKind.MatchesBaseline);
        baseline.Entries.Should().ContainSingle().Which.Mean("category").Should().BeApproximately(0.333333, 1e-12);
    }

    [Fact]
    public void Fresh_samples_are_not_kept()
    {
        Situation situation = Cases("ppp", "pff");
        Candidate(situation)!.Cases.Should().OnlyContain(c => c.Samples.Count == 1);
    }

    [Fact]
    public void CI_may_not_accept()
    {
        Baseline candidate = Candidate(Cases("pp", "pp"))!;
        Accept(candidate, null, ci: true).Should().BeNull();
        Refused("this is a CI");
    }

    [Fact]
    public void A_filtered_result_is_not_accepted()
    {
        Situation situation = Cases("pppp", ".p..");
        situation.FilteredFrom = 4;
        Candidate(situation).Should().BeNull();
        Refused("a filter left cases out");
    }

    [Theory]
    [InlineData("pppu")]
    [InlineData("puuu")]
    public void A_result_with_anything_unscored_is_not_accepted(string now)
    {
        Candidate(Cases("pppp", now)).Should().BeNull();
        Refused("category: ");
    }

    [Fact]
    public void A_result_that_is_not_there_is_not_accepted()
    {
        Situation situation = Cases("pp", "pp");
        situation.Now["c000001"] = [];
        Candidate(situation).Should().BeNull();
        Refused("not evaluated");
    }

    [Fact]
    public void A_fall_wants_a_reason()
    {
        Situation situation = Cases("pppp", "pppf");
        Baseline current = situation.Baseline();
        Accept(Candidate(situation)!, current, reason: "  ").Should().BeNull();
        Refused("category 100.0% -> 75.0% falls. Say why");
        Accept(Candidate(situation)!, current, reason: "the label\nwas wrong")!.Entries[^1].Reason.Should().Be("the label was wrong");
    }

    [Fact]
    public void A_fall_of_a_metric_that_only_reports_wants_none()
    {
        Situation situation = new();
        situation.Metrics.Add(Binary("tone", gated: false));
        situation.Letters("pp", "pf");
        Accept(Candidate(situation)!, situation.Baseline()).Should().NotBeNull();
    }

    [Fact]
    public void Where_lower_is_better_a_rise_wants_a_reason()
    {
        Situation situation = new();
        situation.Metrics.Add(Graded("tokens", "tokens", higher: false));
        situation.Before["a"] = [new Row(10)];
        situation.Now["a"] = [new Row(11)];
        Accept(Candidate(situation)!, situation.Baseline()).Should().BeNull();
        Refused("tokens 10 tokens -> 11 tokens");
    }

    [Fact]
    public void A_rise_wants_none()
    {
        Situation situation = Cases("pf", "pp");
        Accept(Candidate(situation)!, situation.Baseline()).Should().NotBeNull();
        _diagnostics.Items.Should().BeEmpty();
    }

    [Fact]
    public void The_last_ten_accepts_are_kept_oldest_first()
    {
        Baseline candidate = Candidate(Cases("pp", "pp"))!;
        Baseline? current = null;
        for (int day = 1; day <= 13; day++) { current = Accept(candidate, current, day: day); }

        current!.Entries.Select(e => e.Date.DayOfYear - 1).Should().Equal(Enumerable.Range(4, 10));
    }

    [Fact]
    public void Cases_without_an_id_of_their_own_are_warned_of()
    {
        Acceptance.Accept(new AcceptanceRequest { Candidate = Candidate(Cases("pp", "pp"))!, Date = default, ToolVersion = "1", CasesWithoutId = 2 }, _diagnostics)
            .Should().NotBeNull();
        _diagnostics.Items.Single().Should().Match<Diagnostic>(d => d.Severity == Severity.Warning && d.Message.StartsWith("2 cases of 'triage' without an id"));
    }

    [Fact]
    public void Small_steps_down_are_seen_from_the_oldest_accept()
    {
        Baseline? current = null;
        string scores = new('p', 100);
        for (int day = 1; day <= 4; day++)
        {
            Situation step = Cases(scores, new string('f', day) + new string('p', 100 - day));
            step.Prompt = $"prompt {day}";
            current = Accept(Candidate(step)!, current, "a step", day);
        }

        Situation now = Cases(scores, new string('f', 5) + new string('p', 95));
        Gate.Judge(now.Input(current)).Should().BeOfType<Verdict>().Which.Kind.Should().Be(VerdictKind.Pass);
        MetricHistory history = BaselineHistory.Of(current!, (Verdict)Gate.Judge(now.Input(current))).Single();
        BaselineHistory.Describe(history).Should().Be("category: -1.0 points since accepted on 2026-01-05, -4.0 points since 2026-01-02");
    }

    [Fact]
    public void A_first_accept_has_one_point_in_its_history()
    {
        Situation situation = Cases("pp", "pp");
        Baseline baseline = Accept(Candidate(situation)!, null)!;
        BaselineHistory.Describe(BaselineHistory.Of(baseline, situation.Verdict()).Single()).Should().Be("category: 0.0 points since accepted on 2026-01-02");
    }
}
