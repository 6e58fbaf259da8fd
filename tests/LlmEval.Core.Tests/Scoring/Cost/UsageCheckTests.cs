using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Scoring.Cost;

public sealed class UsageCheckTests
{
    private static Score Score(string entry, Answer answer, ModelPrice? price = null, params Answer[] steps)
    {
        Sample sample = Bench.Sample(answer) with { Steps = steps.Length == 0 ? [] : [steps] };
        ScoringContext context = new(sample, 0, CaseValues.Of([])) { Price = price };
        ValueTask<Score> score = Bench.Check(entry).ScoreAsync(context, CancellationToken.None);
        return score.AsTask().GetAwaiter().GetResult();
    }

    [Theory]
    [InlineData(0.002, true)]
    [InlineData(0.00201, false)]
    public void Cost_is_what_the_provider_charged(double cost, bool passes)
    {
        Score score = Score("cost: 0.002", new Answer { Text = "", Cost = cost });
        (score.Value, score.Passed).Should().Be((cost, passes));
    }

    [Fact]
    public void Cost_is_else_reckoned_by_the_models_price_with_the_calls_that_led_to_the_answer()
    {
        Answer step = new() { Text = "", InputTokens = 100, OutputTokens = 10 };
        Score score = Score("cost: 1", step, new ModelPrice { Input = 1000, Output = 10_000 }, step);
        score.Value.Should().BeApproximately(0.4, 1e-12);
        Score("cost: 1", step).Outcome.Should().Be(ScoreOutcome.Unscored, "without a price nobody knows");
    }

    [Fact]
    public void Tokens_are_counted_over_the_turn_and_unscored_where_they_are_not_told()
    {
        Answer answer = new() { Text = "", InputTokens = 30, OutputTokens = 20 };
        Score("output-tokens: 40", answer, null, answer).Should().Match<Score>(s => s.Value == 40 && s.Passed);
        Score("output-tokens: 39", answer, null, answer).Passed.Should().BeFalse();
        Score("input-tokens: 29", answer).Passed.Should().BeFalse();
        Score("output-tokens: 39", new Answer { Text = "" }).Outcome.Should().Be(ScoreOutcome.Unscored);
    }

    [Fact]
    public void The_first_token_has_a_time_of_its_own()
    {
        Answer answer = new() { Text = "", FirstToken = TimeSpan.FromMilliseconds(900), Latency = TimeSpan.FromSeconds(9) };
        Score("first-token: 1s", answer).Should().Match<Score>(s => s.Value == 0.9 && s.Passed);
        Score("first-token: 800", answer).Passed.Should().BeFalse();
        Score("first-token: 1s", new Answer { Text = "" }).Outcome.Should().Be(ScoreOutcome.Unscored);
    }
}
