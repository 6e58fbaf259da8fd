using System.Collections.Concurrent;
using System.IO.Pipes;
using LlmEval.Worker.Inference;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;
using LlmEval.Worker.Scheduling;

namespace LlmEval.Worker;

/// <summary>One conversation with a run: greets, loads the model, answers until the run says goodbye or is gone.</summary>
internal sealed class Session : IDisposable
{
    /// <summary>Cells of memory beyond which more slots only get what the requests really need.</summary>
    private const int GenerousCells = 32 * 1024;

    private const int DefaultContext = 4096;

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

            if (Load(load) is not { } scheduler) { return; }

            using (scheduler) { Serve(scheduler); }
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

    private void Serve(Scheduler scheduler)
    {
        while (true)
        {
            bool idle = scheduler.Idle;
            while (_inbox.TryTake(out Message? message, idle ? Timeout.Infinite : 0))
            {
                switch (message)
                {
                    case Generate request: scheduler.Submit(request); break;
                    case CancelRequest cancel: scheduler.Cancel(cancel.Id); break;
                    default: throw new InvalidOperationException($"A {message.GetType().Name} is not expected here.");
                }

                idle = false;
            }

            if (_inbox.IsCompleted) { return; }
            if (!scheduler.Idle) { scheduler.Step(); }
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

    private Scheduler? Load(LoadModel load)
    {
        LocalModel? model = null;
        try
        {
            NativeEngine engine = _engine ?? NativeEngine.Load(load.Native);
            nint[] gpus = [.. load.GpuDevices.Select(engine.Device).Where(d => d != 0)];
            model = LocalModel.Load(engine, load.ModelPath, load.GpuLayers, gpus);
            int layers = engine.LayersOf(model.Handle) + 1 ?? 0;
            (int offloaded, layers) = gpus.Length == 0 ? (0, layers) : NativeLog.Layers ?? (Math.Min(load.GpuLayers, layers), layers);
            if (load.ContextSize > model.TrainedContext)
            {
                throw new WorkerFault(FaultKind.ModelFile,
                    $"It was trained with {model.TrainedContext} tokens of context, and ContextSize is {load.ContextSize}. Lower ContextSize on the LlmModel item.");
            }

            PromptRenderer renderer = PromptRenderer.Create(new ChatTemplateOptions
            {
                OfModel = model.ChatTemplate, Chosen = load.ChatTemplate, BeginToken = model.BeginText, EndToken = model.EndText, Date = load.ChatTemplateDate,
            });

            int contextSize = load.ContextSize > 0 ? load.ContextSize : Math.Min(model.TrainedContext, DefaultContext);
            long pool = Math.Min((long)load.Slots * contextSize, Math.Max(contextSize, GenerousCells));
            bool shares = !engine.Is("llama_model_is_recurrent", model.Handle) && !engine.Is("llama_model_is_hybrid", model.Handle);
            DecodeContext context = DecodeContext.Create(
                engine, model, (int)(pool + contextSize), load.Slots + PrefixStore.Most, Math.Max(load.BatchSize, load.Slots), load.Threads, gpus.Length > 0);
            Scheduler scheduler = new(model, renderer, context, load.Slots, contextSize, shares, Send);
            Send(new ModelLoaded
            {
                Engine = engine.Version,
                Layout = engine.Layout.Name,
                Device = offloaded == 0 ? "cpu" : string.Join(" + ", engine.Devices().Where(d => load.GpuDevices.Contains(d.Name)).Select(d => d.Text)),
                OffloadedLayers = offloaded,
                Layers = layers,
                Template = renderer.Kind,
                TemplateNote = renderer.Note,
                ContextSize = contextSize,
                Slots = load.Slots,
                Threads = load.Threads,
                BatchSize = context.BatchSize,
                SharedPrefix = shares,
            });
            return scheduler;
        }
        catch (WorkerFault fault)
        {
            model?.Dispose();
            Send(new Failed(0, fault.Kind, fault.Message, fault.Line));
            return null;
        }
    }

    private void Send(Message message) => _stream.WriteAsync(message).GetAwaiter().GetResult();
}
