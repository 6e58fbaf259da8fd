using System.Collections.Concurrent;
using System.IO.Pipes;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker;

/// <summary>One conversation with a run: greets, loads the model, answers until the run says goodbye or is gone.</summary>
internal sealed class Session : IDisposable
{
    private readonly MessageStream _stream;
    private readonly BlockingCollection<Message> _inbox = [];
    private NativeEngine? _engine;

    private Session(MessageStream stream) => _stream = stream;

    /// <summary>Connects to the run's pipe and serves it.</summary>
    public static async Task RunAsync(string pipe)
    {
        NamedPipeClientStream connection = new(".", pipe, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        await connection.ConnectAsync(30_000).ConfigureAwait(false);
        MessageStream stream = new(connection);
        await using (stream.ConfigureAwait(false))
        {
            using Session session = new(stream);
            await stream.WriteAsync(new Hello(Hello.CurrentVersion, Environment.ProcessId)).ConfigureAwait(false);
            Task reading = session.ReadAsync();

            // Native code blocks: it gets a thread of its own, always the same one.
            Thread worker = new(session.Work, 16 << 20) { Name = "model", IsBackground = true };
            worker.Start();
            await reading.ConfigureAwait(false);
            worker.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _inbox.Dispose();

    private async Task ReadAsync()
    {
        try
        {
            while (await _stream.ReadAsync().ConfigureAwait(false) is { } message and not Shutdown) { _inbox.Add(message); }
        }
        catch (Exception e) when (e is IOException or EndOfStreamException)
        {
            await Console.Error.WriteLineAsync("The run closed the pipe.").ConfigureAwait(false);
        }
        finally
        {
            _inbox.CompleteAdding();
        }
    }

    private void Work()
    {
        try
        {
            if (!_inbox.TryTake(out Message? first, Timeout.Infinite)) { return; }

            // The devices are asked for first where the run must choose one and wait for it.
            if (first is FindDevices find && (!FindDevices(find) || !_inbox.TryTake(out first, Timeout.Infinite))) { return; }
            if (first is not LoadModel load) { return; }

            using LoadedModel? model = LoadedModel.Load(load, _engine, Send);
            if (model is not null) { Serve(model); }
        }
        catch (IOException)
        {
            // The run is gone in the middle of an answer.
            Console.Error.WriteLine("The run went away.");
        }
        catch (Exception e)
        {
            // As with a crash of native code: the run sees the process end and reads the last lines of the log.
            Console.Error.WriteLine(e.ToString());
            Environment.Exit(3);
        }
    }

    private void Serve(LoadedModel model)
    {
        while (true)
        {
            bool idle = model.Idle;
            while (_inbox.TryTake(out Message? message, idle ? Timeout.Infinite : 0))
            {
                model.Take(message);
                idle = false;
            }

            if (_inbox.IsCompleted) { return; }
            if (!model.Idle) { model.Step(); }
        }
    }

    private bool FindDevices(FindDevices find)
    {
        try
        {
            _engine = NativeEngine.Load(find.Native);
            Send(new DevicesFound(_engine.Devices()));
            return true;
        }
        catch (WorkerFault fault)
        {
            Send(new Failed(0, fault.Kind, fault.Message));
            return false;
        }
    }

    private void Send(Message message) => _stream.WriteAsync(message).GetAwaiter().GetResult();
}
