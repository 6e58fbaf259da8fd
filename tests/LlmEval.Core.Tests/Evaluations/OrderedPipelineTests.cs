using LlmEval.Running;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class OrderedPipelineTests
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_items_whatever_finishes_first()
    {
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<int> results = [];

        await foreach (int result in OrderedPipeline.RunAsync(Enumerable.Range(0, 20), 4, async (item, _) =>
        {
            if (item == 0) { await slow.Task; }
            else if (item == 3) { slow.SetResult(); }

            return item;
        }, TestContext.Current.CancellationToken)) { results.Add(result); }

        results.Should().Equal(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task A_failure_ends_the_run_also_while_an_earlier_item_hangs()
    {
        bool wasCancelled = false;

        Func<Task> run = () => DrainAsync(Enumerable.Range(0, 2), 2, async (item, cancellationToken) =>
        {
            if (item == 1) { throw new InvalidOperationException("the worker died"); }

            try { await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken); }
            catch (OperationCanceledException) { wasCancelled = true; throw; }

            return item;
        });

        (await run.Should().ThrowAsync<InvalidOperationException>()).WithMessage("the worker died");
        wasCancelled.Should().BeTrue();
    }

    [Fact]
    public async Task Work_in_flight_has_ended_when_the_reader_stops_early()
    {
        int running = 0;
        await foreach (int first in OrderedPipeline.RunAsync(Enumerable.Range(0, 8), 4, async (item, cancellationToken) =>
        {
            Interlocked.Increment(ref running);
            try
            {
                if (item > 0) { await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken); }

                return item;
            }
            finally { Interlocked.Decrement(ref running); }
        }, TestContext.Current.CancellationToken)) { break; }

        running.Should().Be(0);
    }

    [Fact]
    public async Task Cancelling_ends_it_as_cancelled()
    {
        using CancellationTokenSource cancel = new();

        Func<Task> run = async () =>
        {
            await foreach (int _ in OrderedPipeline.RunAsync(Enumerable.Range(0, 8), 2, async (item, cancellationToken) =>
            {
                if (item == 1) { await cancel.CancelAsync(); }

                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return item;
            }, cancel.Token)) { }
        };

        await run.Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task DrainAsync(IEnumerable<int> items, int concurrency, Func<int, CancellationToken, ValueTask<int>> work)
    {
        await foreach (int _ in OrderedPipeline.RunAsync(items, concurrency, work, TestContext.Current.CancellationToken)) { }
    }
}
