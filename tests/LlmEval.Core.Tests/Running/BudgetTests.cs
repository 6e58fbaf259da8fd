using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;
using LlmEval.Suites;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Running;

public sealed class BudgetTests
{
    [Fact]
    public void However_calls_interleave_no_limit_is_passed_and_what_fits_is_asked()
    {
        // Each call: the most it could use, and what part of it it does use.
        Gen<(int Most, int Percent)[]> calls = Gen.ArrayOf(from most in Gen.Choose(1, 40) from percent in Gen.Choose(0, 100) select (most, percent));
        Prop.ForAll(calls.ToArbitrary(), Gen.Choose(0, 300).ToArbitrary(), (asked, limit) => RunAsync(asked, limit).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public async Task A_call_waits_for_those_in_flight_before_it_ends_the_run()
    {
        Budget budget = new("s", new SuiteLimits { Spend = 10 });
        Usage most = new(1, 0, 0, 6);
        await budget.ReserveAsync(most, "EUR", CancellationToken.None);

        Task second = budget.ReserveAsync(most, "EUR", CancellationToken.None).AsTask();
        second.IsCompleted.Should().BeFalse("the first may give something back");
        budget.Settle(most, new Usage(1, 0, 0, 4));
        await second;
        budget.Settle(most, new Usage(1, 0, 0, 5));

        (await budget.Awaiting(b => b.ReserveAsync(most, "EUR", CancellationToken.None).AsTask()).Should().ThrowAsync<LlmEvalException>())
            .Which.Diagnostic.Should().Match<Diagnostic>(d => d.Code == "LLM3015" && d.Message.Contains("spent 9 EUR", StringComparison.Ordinal));
        budget.Used.Cost.Should().Be(9);
    }

    [Fact]
    public async Task The_schema_of_the_answer_is_part_of_what_a_call_could_use()
    {
        Budget budget = new("s", new SuiteLimits { Tokens = 500 });
        ModelParameters parameters = new() { MaxTokens = 1, ResponseFormat = "json_schema", JsonSchema = $$"""{"description":"{{new string('x', 500)}}"}""" };

        await new BudgetedModel(new Priced(0), budget, null, parameters with { JsonSchema = "{}" }).AskAsync(Requests.Of([new ChatTurn("user", "Hello")]), CancellationToken.None);

        (await new BudgetedModel(new Priced(0), budget, null, parameters).Awaiting(m => m.AskAsync(Requests.Of([new ChatTurn("user", "Hello")]), CancellationToken.None).AsTask())
            .Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Code.Should().Be("LLM3015");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1)]
    public void What_is_no_amount_of_money_opens_no_limit(double cost)
    {
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, "Hello")) { AdditionalProperties = new() { [LiveModel.CostProperty] = cost } };

        FluentActions.Invoking(() => ChatRequests.Answer(response, TimeSpan.Zero)).Should().Throw<InvalidDataException>().WithMessage("*no amount of money");
    }

    [Fact]
    public void A_number_of_tokens_below_nothing_is_not_known()
    {
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, "Hello")) { Usage = new UsageDetails { InputTokenCount = -1, OutputTokenCount = 0 } };

        ChatRequests.Answer(response, TimeSpan.Zero).Should().Match<Answer>(a => a.InputTokens == null && a.OutputTokens == 0);
    }

    private sealed class Priced(double cost) : IAnswerSource
    {
        public ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<SourcedAnswer?>(new SourcedAnswer(new Answer { Text = "Hello", Finish = FinishReason.Stop, Cost = cost }, FromCache: false));
    }

    private static async Task<bool> RunAsync((int Most, int Percent)[] calls, int limit)
    {
        Budget budget = new("s", new SuiteLimits { Tokens = Math.Max(1, limit), Spend = limit });
        bool isReached = false;
        await Task.WhenAll(calls.Select(async call =>
        {
            Usage most = new(1, call.Most, 0, call.Most);
            try { await budget.ReserveAsync(most, "USD", CancellationToken.None); }
            catch (LlmEvalException)
            {
                isReached = true;
                return;
            }

            await Task.Yield();
            long used = call.Most * call.Percent / 100;
            budget.Settle(most, new Usage(1, used, 0, used));
        }));
        bool wouldFit = calls.Sum(c => c.Most) <= limit;
        return budget.Used.Cost <= limit && (!wouldFit || !isReached) && (isReached || budget.Used.Calls == calls.Length);
    }
}
