using System.Runtime.CompilerServices;

namespace LlmEval.Running;

/// <summary>
/// Works on many items at once and gives the results in the items' order, with a bounded number of items in memory: a million
/// cases stream through, and what is written is the same however the work interleaves.
/// </summary>
public static class OrderedPipeline
{
    /// <summary>Items that may be begun beyond those that work, so that one slow item does not idle the others.</summary>
    private const int Ahead = 4;

    /// <summary>Runs <paramref name="work"/> over <paramref name="items"/>.</summary>
    /// <param name="items">Enumerated lazily, on the caller's thread.</param>
    /// <param name="concurrency">How many items are worked on at once, 1 or more.</param>
    /// <param name="work">May complete synchronously; then no task is made.</param>
    /// <param name="cancellationToken">Ends the enumeration; work in flight is awaited first, so that nothing it stores is lost.</param>
    public static async IAsyncEnumerable<TResult> RunAsync<TItem, TResult>(
        IEnumerable<TItem> items,
        int concurrency,
        Func<TItem, CancellationToken, ValueTask<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using SemaphoreSlim slots = new(concurrency);
        Queue<ValueTask<TResult>> begun = new();
        try
        {
            foreach (TItem item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                ValueTask<TResult> task = work(item, failed.Token);
                if (task.IsCompleted) { slots.Release(); }
                else { task = new ValueTask<TResult>(ReleaseAfter(task.AsTask(), slots)); }

                begun.Enqueue(task);
                while (begun.Count > 0 && (begun.Peek().IsCompleted || begun.Count >= concurrency * Ahead))
                {
                    yield return await begun.Dequeue().ConfigureAwait(false);
                }
            }

            while (begun.Count > 0) { yield return await begun.Dequeue().ConfigureAwait(false); }
        }
        finally
        {
            // After a failure or a stop: end what is in flight and wait for it, because it holds the cache and the model.
            if (begun.Count > 0)
            {
                await failed.CancelAsync().ConfigureAwait(false);
                while (begun.Count > 0)
                {
                    Task<TResult> rest = begun.Dequeue().AsTask();
                    await rest.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task<TResult> ReleaseAfter<TResult>(Task<TResult> task, SemaphoreSlim slots)
    {
        try { return await task.ConfigureAwait(false); }
        finally { slots.Release(); }
    }
}
