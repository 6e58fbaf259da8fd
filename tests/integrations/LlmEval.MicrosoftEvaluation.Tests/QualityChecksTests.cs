using System.Globalization;
using LlmEval.Model;
using LlmEval.Scoring;

namespace LlmEval.MicrosoftEvaluation.Tests;

public sealed class QualityChecksTests
{
    [Theory]
    [InlineData("meai-relevance: { judge: mini }")]
    [InlineData("meai-coherence: { judge: mini }")]
    [InlineData("meai-fluency: { judge: mini }")]
    [InlineData("meai-completeness: { judge: mini, value: Three days. }")]
    [InlineData("meai-groundedness: { judge: mini, value: Refunds take three days. }")]
    [InlineData("meai-retrieval: { judge: mini, value: [Refunds take three days.] }")]
    public async Task A_judge_s_score_and_explanation_become_the_check_s(string check)
    {
        Score good = await new Judged(Judged.Reply("5")).ScoreAsync(check);
        Score poor = await new Judged(Judged.Reply("2", "It wanders.")).ScoreAsync(check);

        good.Should().Match<Score>(s => s.Outcome == ScoreOutcome.Scored && s.Value == 5 && s.Passed, good.Reason);
        poor.Should().Match<Score>(s => s.Outcome == ScoreOutcome.Scored && s.Value == 2 && !s.Passed, poor.Reason);
        poor.Reason.Should().Contain("It wanders.");
    }

    [Fact]
    public async Task Equivalence_reads_its_bare_number() =>
        (await new Judged("4").ScoreAsync("meai-equivalence: { judge: mini, value: Three days. }")).Value.Should().Be(4);

    [Theory]
    [InlineData("")]
    [InlineData("I think it is fine.")]
    [InlineData("<S0>x</S0><S1>y</S1><S2>NaN</S2>")]
    [InlineData("<S0>x</S0><S1>y</S1><S2>50</S2>")]
    [InlineData("<S0>x</S0><S1>y</S1><S2></S2>")]
    public async Task A_reply_without_a_readable_score_is_unscored_and_never_a_pass(string reply) =>
        (await new Judged(reply).ScoreAsync("meai-relevance: { judge: mini }")).Outcome.Should().Be(ScoreOutcome.Unscored);

    [Fact]
    public async Task Scores_are_parsed_in_the_invariant_culture_whatever_the_machine_s()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = german;
            (await new Judged(Judged.Reply("2.5")).ScoreAsync("meai-fluency: { judge: mini }")).Value.Should().Be(2.5);
            CultureInfo.CurrentCulture.Should().BeSameAs(german);
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    [Fact]
    public async Task What_a_judge_throws_comes_through_as_it_is()
    {
        Score notYet = await new Judged((_, _) => throw new AnswerNotDrawnException()).ScoreAsync("meai-relevance: { judge: mini }");
        Score trouble = await new Judged((_, _) => throw new ScoringTroubleException("mini: refused")).ScoreAsync("meai-relevance: { judge: mini }");
        Func<Task> limit = () => new Judged((_, _) => throw new LlmEvalException(Diagnostics.LimitReached.At(Location.None, "spent"))).ScoreAsync("meai-relevance: { judge: mini }");

        notYet.Should().Match<Score>(s => s.Outcome == ScoreOutcome.Unscored && s.Reason.Contains("not been asked yet"));
        trouble.Should().Match<Score>(s => s.Outcome == ScoreOutcome.Unscored && s.Reason == "mini: refused");
        (await limit.Should().ThrowAsync<LlmEvalException>()).Which.Message.Should().Contain("spent");
    }

    [Fact]
    public async Task Cancelling_is_not_swallowed()
    {
        using CancellationTokenSource cancel = new();
        Judged judged = new(async (_, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
            return new Answer { Text = Judged.Reply("5") };
        });

        Func<Task> act = () => judged.ScoreUntilAsync("meai-relevance: { judge: mini }", cancel.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("meai-completeness: { judge: mini }", "LLM1006", "needs the key 'value'")]
    [InlineData("meai-equivalence: { judge: mini, value: '' }", "LLM1003", "is empty")]
    [InlineData("meai-groundedness: { judge: mini, value: [] }", "LLM1003", "empty list")]
    [InlineData("meai-relevance", "LLM1006", "asks a model")]
    [InlineData("meai-relevance: { judge: other }", "LLM1015", "There is no LlmModel item 'other'")]
    [InlineData("meai-relevance: { judge: mini, threshold: 6 }", "LLM1003", "threshold")]
    [InlineData("meai-relevance: { judge: mini, value: x }", "LLM1002", "value")]
    public void What_a_check_lacks_is_told_where_it_stands(string check, string code, string message)
    {
        Diagnostic mistake = Judged.Mistakes(check).Should().ContainSingle().Subject;

        mistake.Code.Should().Be(code);
        mistake.Message.Should().Contain(message);
        mistake.Location.Line.Should().Be(1);
    }

    [Fact]
    public async Task Without_passages_there_is_nothing_to_be_grounded_in_and_without_a_question_nothing_to_be_relevant_to()
    {
        (await new Judged("x").ScoreAsync("meai-groundedness: { judge: mini }")).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        (await new Judged(Judged.Reply("5")) { Input = [] }.ScoreAsync("meai-relevance: { judge: mini }")).Outcome.Should().Be(ScoreOutcome.Unscored);
        Judged judged = new(Judged.Reply("4")) { Answer = new Answer { Text = "Three.", Passages = [new Passage("Refunds take three days.", "p1")] } };
        (await judged.ScoreAsync("meai-groundedness: { judge: mini }")).Value.Should().Be(4);
        judged.Asked.Should().ContainSingle().Which.Messages[^1].Text.Should().Contain("Refunds take three days.");
    }

    [Fact]
    public async Task The_evaluator_s_options_reach_the_judge_as_wishes()
    {
        Judged judged = new(Judged.Reply("5"));

        await judged.ScoreAsync("meai-relevance: { judge: mini }");

        ScoringRequest asked = judged.Asked.Should().ContainSingle().Subject;
        asked.Model.Should().Be("mini");
        asked.Defaults.Should().Match<ModelParameters>(p => p.Temperature == 0 && p.MaxTokens == 800);
        asked.Messages[0].Role.Should().Be("system");
    }
}
