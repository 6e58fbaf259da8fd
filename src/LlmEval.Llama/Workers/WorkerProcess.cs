using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using LlmEval.Model;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Workers;

/// <summary>One worker and the conversation with it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_greeting = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly MessageStream _stream;
    private readonly WorkerLog _log;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Message>> _open = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _reading = Task.CompletedTask;
    private WorkerDiedException? _died;
    private int _disposed;

    private WorkerProcess(Process process, MessageStream stream, WorkerLog log) => (_process, _stream, _log) = (process, stream, log);

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a worker and shakes hands.</summary>
    /// <param name="log">Takes what it writes; owned by the worker from here on.</param>
    /// <param name="cancellationToken">Ends the start, and the process with it.</param>
    /// <exception cref="WorkerDiedException">It ended, or did not greet in time.</exception>
    /// <exception cref="LlmEvalException">It speaks another version.</exception>
    public static async Task<WorkerProcess> StartAsync(WorkerLog log, CancellationToken cancellationToken)
    {
        string name = $"llmeval-{Guid.NewGuid():N}"[..24];
        NamedPipeServerStream pipe = new(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        Process process = new() { StartInfo = DotnetHost.Worker("--pipe", name) };
        process.OutputDataReceived += (_, e) => log.Write(e.Data);
        process.ErrorDataReceived += (_, e) => log.Write(e.Data);
        WorkerProcess? worker = null;
        try
        {
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            worker = new WorkerProcess(process, new MessageStream(pipe), log);
            using CancellationTokenSource greeting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            greeting.CancelAfter(s_greeting);
            Task connected = pipe.WaitForConnectionAsync(greeting.Token);
            if (await Task.WhenAny(connected, process.WaitForExitAsync(greeting.Token)).ConfigureAwait(false) != connected) { throw worker.Death(null); }

            await connected.ConfigureAwait(false);
            if (await worker._stream.ReadAsync(greeting.Token).ConfigureAwait(false) is not Hello { Version: Hello.CurrentVersion })
            {
                throw new LlmEvalException(Diagnostics.Internal.At(Location.None, "The worker beside LlmEval.Llama is of another version: the installation is mixed. Restore the packages or install the tool again."));
            }

            worker._reading = worker.ReadAsync();
            return worker;
        }
        catch (Exception e)
        {
            if (worker is null)
            {
                await pipe.DisposeAsync().ConfigureAwait(false);
                process.Dispose();
                log.Dispose();
                throw;
            }

            bool cancelled = cancellationToken.IsCancellationRequested;
            if (e is OperationCanceledException or IOException && !cancelled) { e = worker.Death(e); }

            await worker.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw e is WorkerDiedException or LlmEvalException ? e : new WorkerDiedException(e.Message, e);
        }
    }

    /// <summary>Asks which devices the native library sees; sent before <see cref="LoadAsync"/>, or not at all.</summary>
    /// <exception cref="WorkerFailedException">The library does not fit.</exception>
    /// <exception cref="WorkerDiedException">The worker died.</exception>
    public async Task<IReadOnlyList<ComputeDevice>> FindDevicesAsync(NativeFiles native, CancellationToken cancellationToken) =>
        ((DevicesFound)await AskAsync(0, new FindDevices(native), cancellationToken).ConfigureAwait(false)).Devices;

    /// <summary>Loads the model; sent once.</summary>
    /// <exception cref="WorkerFailedException">It cannot be loaded.</exception>
    /// <exception cref="WorkerDiedException">The worker died.</exception>
    public async Task<ModelLoaded> LoadAsync(LoadModel load, CancellationToken cancellationToken) =>
        (ModelLoaded)await AskAsync(0, load, cancellationToken).ConfigureAwait(false);

    /// <summary>Asks for one answer. Cancelling takes the request back.</summary>
    /// <exception cref="WorkerFailedException">The request came to nothing.</exception>
    /// <exception cref="WorkerDiedException">The worker died.</exception>
    public async Task<Generated> GenerateAsync(Generate request, CancellationToken cancellationToken) =>
        (Generated)await AskAsync(request.Id, request, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) { return; }

        using (CancellationTokenSource farewell = new(s_farewell))
        {
            try
            {
                await _stream.WriteAsync(new Shutdown(), farewell.Token).WaitAsync(farewell.Token).ConfigureAwait(false);
                await _process.WaitForExitAsync(farewell.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
            {
                // It is gone already, or too busy to listen: then it is ended.
                _log.Write($"The worker is ended: {e.GetType().Name}.");
            }
        }

        await EndAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
        _log.Dispose();
        _ending.Dispose();
    }

    /// <summary>Sends a message and waits for the reply of its number. Cancelling takes it back.</summary>
    /// <exception cref="WorkerFailedException">It came to nothing.</exception>
    /// <exception cref="WorkerDiedException">The worker died.</exception>
    public async Task<Message> AskAsync(long id, Message message, CancellationToken cancellationToken)
    {
        TaskCompletionSource<Message> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        try
        {
            if (_died is { } died) { throw died; }

            await WriteAsync(message, cancellationToken).ConfigureAwait(false);
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false) switch
            {
                Failed failed => throw new WorkerFailedException(failed.Fault, failed.Reason, failed.Line),
                Message other => other,
            };
        }
        catch (OperationCanceledException)
        {
            if (id > 0 && _died is null) { await TakeBackAsync(id).ConfigureAwait(false); }

            throw;
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    private async Task TakeBackAsync(long id)
    {
        try
        {
            await _stream.WriteAsync(new CancelRequest(id)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _log.Write($"Request {id} was cancelled when the worker was gone.");
        }
    }

    private async Task WriteAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw await DiedAsync(e).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync()
    {
        Exception? why = null;
        try
        {
            while (await _stream.ReadAsync(_ending.Token).ConfigureAwait(false) is { } message)
            {
                long id = message switch { Generated g => g.Id, Failed f => f.Id, TokensCounted c => c.Id, Embedded e => e.Id, _ => 0 };
                if (_open.TryRemove(id, out TaskCompletionSource<Message>? open)) { open.TrySetResult(message); }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            why = e;
        }

        _died = await DiedAsync(why).ConfigureAwait(false);
        foreach (long id in _open.Keys)
        {
            if (_open.TryRemove(id, out TaskCompletionSource<Message>? open)) { open.TrySetException(_died); }
        }
    }

    /// <summary>Waits for the process to end, so that its last words are in the log, and says how it ended.</summary>
    private async Task<WorkerDiedException> DiedAsync(Exception? why)
    {
        using CancellationTokenSource soon = new(s_farewell);
        try
        {
            await _process.WaitForExitAsync(soon.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It closed the pipe and goes on: it cannot be used any more.
            _process.Kill(entireProcessTree: true);
        }

        return Death(why);
    }

    private WorkerDiedException Death(Exception? why)
    {
        string how = _process.HasExited ? $"ended with exit code {_process.ExitCode}" : "did not greet in time";
        return new WorkerDiedException($"it {how}; its last words: {_log.LastLines()} (all of them: {_log.Path})", why);
    }
}
