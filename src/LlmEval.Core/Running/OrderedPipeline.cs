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
    /// <param name="work">The work; what completes at once costs no switch of threads.</param>
    /// <param name="cancellationToken">Ends the enumeration; work in flight is awaited first, so that nothing it stores is lost.</param>
    /// <remarks>The first failure ends the work in flight and is thrown, also while an earlier item is still being worked on.</remarks>
    public static async IAsyncEnumerable<TResult> RunAsync<TItem, TResult>(
        IEnumerable<TItem> items,
        int concurrency,
        Func<TItem, CancellationToken, ValueTask<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using SemaphoreSlim slots = new(concurrency);
        Queue<Task<TResult>> begun = new();
        TaskCompletionSource<TResult> failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            foreach (TItem item in items)
            {
                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                // A slot that is free because its work was cancelled is no invitation to begin more.
                cancellationToken.ThrowIfCancellationRequested();
                begun.Enqueue(WorkAsync(work, item, slots, failure, failed.Token));
                while (begun.Count > 0 && (begun.Peek().IsCompleted || failure.Task.IsCompleted || begun.Count >= concurrency * Ahead))
                {
                    yield return await TakeAsync(begun, failure.Task).ConfigureAwait(false);
                }
            }

            while (begun.Count > 0) { yield return await TakeAsync(begun, failure.Task).ConfigureAwait(false); }
        }
        finally
        {
            // After a failure or a stop: end what is in flight and wait for it, because it holds the cache and the model.
            if (begun.Count > 0)
            {
                await failed.CancelAsync().ConfigureAwait(false);
                while (begun.Count > 0)
                {
                    await begun.Dequeue().ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>The result of the oldest item; throws as soon as any item failed, and leaves the oldest to be awaited.</summary>
    private static async ValueTask<TResult> TakeAsync<TResult>(Queue<Task<TResult>> begun, Task<TResult> failure)
    {
        Task<TResult> oldest = begun.Peek();
        if (!oldest.IsCompleted) { await (await Task.WhenAny(oldest, failure).ConfigureAwait(false)).ConfigureAwait(false); }

        _ = begun.Dequeue();
        return await oldest.ConfigureAwait(false);
    }

    private static async Task<TResult> WorkAsync<TItem, TResult>(
        Func<TItem, CancellationToken, ValueTask<TResult>> work, TItem item, SemaphoreSlim slots, TaskCompletionSource<TResult> failure, CancellationToken cancellationToken)
    {
        try
        {
            return await work(item, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            failure.TrySetException(e);
            _ = failure.Task.Exception;
            throw;
        }
        finally { slots.Release(); }
    }
}
