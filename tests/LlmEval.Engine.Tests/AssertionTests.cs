using LlmEval.Model;
using LlmEval.Reporting.Formats;

namespace LlmEval.Engine.Tests;

/// <summary>Assertions of ours beside FluentAssertions, which these tests use too.</summary>
public sealed class AssertionTests
{
    [Fact]
    public void What_holds_is_chained()
    {
        CaseResult result = Case(CaseState.Passed, 0.5, 0.75);

        result.Should().Pass().And.NotRegress().And.HaveScore("rouge-l").AtLeast(0.625).And.HaveScore("rouge-l").AtMost(0.625).And.HaveScore("rouge-l").Between(0.6, 0.7).And.HaveScore("rouge-l").EqualTo(0.625);
        result.Should().HaveScore("rouge-l").And.Pass();
    }

    [Fact]
    public void A_score_is_the_mean_over_the_samples_and_each_is_told()
    {
        CaseResult result = Case(CaseState.Passed, 0.5, 0.25);

        result.Invoking(r => r.Should().HaveScore("rouge-l").AtLeast(0.6, "we promised it"))
            .Should().Throw<LlmEvalAssertionException>().WithMessage("Expected rouge-l of case 'c' of 's' with m to be at least 0.6 because we promised it, but it is 0.375 (the mean over 2 samples: 0.5, 0.25).");
    }

    [Theory]
    [InlineData(0.5, 0.74, false)]
    [InlineData(0.5, 0.75, true)]
    [InlineData(0.75, 0.75, true)]
    [InlineData(0.75, 1.0, true)]
    [InlineData(1.01, 1.5, false)]
    public void Bounds_hold_at_their_ends(double lower, double upper, bool holds)
    {
        Action assertion = () => Case(CaseState.Passed, 0.75, 1.0, 0.5).Should().HaveScore("rouge-l").Between(lower, upper);

        if (holds) { assertion.Should().NotThrow(); }
        else { assertion.Should().Throw<LlmEvalAssertionException>(); }
    }

    [Fact]
    public void A_typo_names_the_metric_that_was_meant() =>
        Case(CaseState.Passed, 1).Invoking(r => r.Should().HaveScore("rouge-1")).Should().Throw<LlmEvalAssertionException>().WithMessage("*score of 'rouge-1'*Did you mean 'rouge-l'? Known: rouge-l.");

    [Fact]
    public void What_was_not_scored_never_passes()
    {
        CaseResult half = Case(CaseState.Passed, 1, null);
        CaseResult none = Case(CaseState.NotEvaluated) with { Message = "no model." };
        CaseResult nothing = Case(CaseState.Passed, 1) with { Samples = [Sample(0, new ScoreResult { Metric = "rouge-l", Outcome = ScoreOutcome.NotApplicable })] };

        foreach (Action<ScoreAssertions<CaseAssertions>> assertion in (Action<ScoreAssertions<CaseAssertions>>[])
            [s => s.AtLeast(double.MinValue), s => s.AtMost(double.MaxValue), s => s.Between(double.MinValue, double.MaxValue), s => s.EqualTo(1, double.MaxValue), s => s.AtLeast(double.NaN)])
        {
            half.Invoking(h => assertion(h.Should().HaveScore("rouge-l"))).Should().Throw<LlmEvalAssertionException>().WithMessage("*could not be scored*(the mean over 2 samples: 1, unscored)*");
            nothing.Invoking(h => assertion(h.Should().HaveScore("rouge-l"))).Should().Throw<LlmEvalAssertionException>().WithMessage("*nothing to judge*");
        }

        none.Invoking(h => h.Should().HaveScore("rouge-l")).Should().Throw<LlmEvalAssertionException>().WithMessage("*nothing was scored: no model.");
        Case(CaseState.Passed, 1).Invoking(h => h.Should().HaveScore("rouge-l").AtLeast(double.NaN)).Should().Throw<LlmEvalAssertionException>();
        none.Invoking(h => h.Should().Pass()).Should().Throw<LlmEvalAssertionException>();
        none.Invoking(h => h.Should().NotRegress()).Should().Throw<LlmEvalAssertionException>();
    }

    [Theory]
    [InlineData(CaseState.Passed, false, true, true, false)]
    [InlineData(CaseState.Passed, true, false, true, false)]
    [InlineData(CaseState.KnownFailure, false, true, true, true)]
    [InlineData(CaseState.Failed, true, false, false, false)]
    [InlineData(CaseState.Unscored, true, false, false, false)]
    [InlineData(CaseState.NotEvaluated, false, false, false, false)]
    public void Each_state_passes_what_it_should(CaseState state, bool isRed, bool passes, bool holds, bool isKnown)
    {
        CaseResult result = Case(state, 1) with { IsRed = isRed, FailureMessage = "what happened" };

        Check(() => result.Should().Pass(), passes);
        Check(() => result.Should().NotRegress(), holds);
        Check(() => result.Should().BeKnownFailure(), isKnown);

        static void Check(Action assertion, bool holds)
        {
            if (holds) { assertion.Should().NotThrow(); }
            else { assertion.Should().Throw<LlmEvalAssertionException>().WithMessage("*what happened*").Which.GetType().GetInterfaces().Should().Contain(i => i.Name == "IAssertionException"); }
        }
    }

    [Fact]
    public void The_first_line_of_the_stack_is_that_of_the_test()
    {
        CaseResult result = Case(CaseState.Failed, 0) with { IsRed = true };

        foreach (Action failing in (Action[])[() => result.Should().Pass(), () => result.Should().HaveScore("bleu"), () => result.Should().HaveScore("rouge-l").AtLeast(0.5)])
        {
            failing.Should().Throw<LlmEvalAssertionException>().Which.StackTrace!.TrimStart().Should().StartWith("at " + typeof(AssertionTests).FullName);
        }
    }

    private static CaseResult Case(CaseState state, params double?[] scores) => new()
    {
        Suite = "s",
        Model = "m",
        CaseId = "c",
        State = state,
        IsRed = false,
        Location = new Location("x.eval.yml", 3),
        Samples = [.. scores.Select((v, i) => Sample(i, new ScoreResult { Metric = "rouge-l", Outcome = v is null ? ScoreOutcome.Unscored : ScoreOutcome.Scored, Value = v }))],
    };

    private static SampleResult Sample(int number, ScoreResult score) => new() { Number = number, Answer = "a", Scores = [score] };
}
