using LlmEval.Model;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Workers;

/// <summary>
/// Keeps a model answering: a worker that dies is started again once, and its open requests run again; a second death ends it.
/// </summary>
internal sealed class WorkerSupervisor : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<LoadedWorker>> _start;
    private readonly Func<string, LlmEvalException> _diedTwice;
    private readonly Action<string> _report;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly Lock _gate = new();
    private Task<LoadedWorker>? _current;
    private LlmEvalException? _end;
    private bool _diedOnce;
    private long _requests;

    /// <summary>Creates it; nothing is started yet.</summary>
    /// <param name="start">Starts a worker with the model loaded.</param>
    /// <param name="diedTwice">Explains the end, given the last worker's last words.</param>
    /// <param name="report">Gets a line when a worker is started again.</param>
    public WorkerSupervisor(Func<CancellationToken, Task<LoadedWorker>> start, Func<string, LlmEvalException> diedTwice, Action<string> report) =>
        (_start, _diedTwice, _report) = (start, diedTwice, report);

    /// <summary>The worker, started when there is none; started again once when it died.</summary>
    public Task<ModelLoaded> StartAsync(CancellationToken cancellationToken) =>
        WithWorkerAsync(static (worker, _) => Task.FromResult(worker.Model), cancellationToken);

    /// <summary>One answer.</summary>
    /// <exception cref="WorkerFailedException">The request came to nothing.</exception>
    /// <exception cref="LlmEvalException">The worker died twice.</exception>
    public Task<(Generated Answer, ModelLoaded Model)> GenerateAsync(Generate request, CancellationToken cancellationToken)
    {
        Generate numbered = request with { Id = Interlocked.Increment(ref _requests) };
        return WithWorkerAsync(async (worker, token) => (await worker.Process.GenerateAsync(numbered, token).ConfigureAwait(false), worker.Model), cancellationToken);
    }

    /// <summary>One reply to a message that gets its number here.</summary>
    /// <exception cref="WorkerFailedException">It came to nothing.</exception>
    /// <exception cref="LlmEvalException">The worker died twice.</exception>
    public Task<T> AskAsync<T>(Func<long, Message> message, CancellationToken cancellationToken)
        where T : Message
    {
        long id = Interlocked.Increment(ref _requests);
        return WithWorkerAsync(async (worker, token) => (T)await worker.Process.AskAsync(id, message(id), token).ConfigureAwait(false), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<LoadedWorker>? current;
        lock (_gate)
        {
            if (_lifetime.IsCancellationRequested) { return; }

            _lifetime.Cancel();
            (current, _current) = (_current, null);
        }

        if (current is not null) { await EndAsync(current).ConfigureAwait(false); }
    }

    private static async Task EndAsync(Task<LoadedWorker> starting)
    {
        LoadedWorker worker;
        try
        {
            worker = await starting.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WorkerDiedException or WorkerFailedException or LlmEvalException)
        {
            return; // it did not start, so there is nothing to end
        }

        await worker.Process.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> WithWorkerAsync<T>(Func<LoadedWorker, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<LoadedWorker> current = Current();
            try
            {
                return await use(await current.WaitAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (WorkerDiedException e)
            {
                await BuryAsync(current, e).ConfigureAwait(false);
            }
        }
    }

    private Task<LoadedWorker> Current()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_lifetime.IsCancellationRequested, this);
            return _end is not null ? throw _end : _current ??= _start(_lifetime.Token);
        }
    }

    private async Task BuryAsync(Task<LoadedWorker> dead, WorkerDiedException death)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_lifetime.IsCancellationRequested, this);
            if (_current != dead) { return; }

            _current = null;
            if (_diedOnce) { _end = _diedTwice(death.Message); }
            else { _report($"A model's process died and is started again: {death.Message}"); }

            _diedOnce = true;
        }

        await EndAsync(dead).ConfigureAwait(false);
    }
}
