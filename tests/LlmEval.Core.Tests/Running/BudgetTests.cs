using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;
using LlmEval.Running;
using LlmEval.Suites;

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
