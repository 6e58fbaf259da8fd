using LlmEval.Worker.Inference;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;
using LlmEval.Worker.Scheduling;

namespace LlmEval.Worker;

/// <summary>A model and what it does: it writes answers, counts prompts and embeds texts. One made for embeddings alone only embeds.</summary>
internal sealed class LoadedModel : IDisposable
{
    /// <summary>Cells of memory beyond which more slots only get what the requests really need.</summary>
    private const int GenerousCells = 32 * 1024;

    private const int DefaultContext = 4096;

    private readonly LocalModel _model;
    private readonly Scheduler? _scheduler;
    private readonly Embedder _embedder;
    private readonly WorkerFault? _embedsOnly;
    private readonly Action<Message> _answer;

    private LoadedModel(LocalModel model, Scheduler? scheduler, Embedder embedder, WorkerFault? embedsOnly, Action<Message> answer) =>
        (_model, _scheduler, _embedder, _embedsOnly, _answer) = (model, scheduler, embedder, embedsOnly, answer);

    /// <summary>Whether there is nothing to do.</summary>
    public bool Idle => _scheduler is null or { Idle: true };

    /// <summary>Loads a model and says so, or why not.</summary>
    /// <param name="load">What to load.</param>
    /// <param name="engine">The native library, where it was loaded already to look for devices; else null.</param>
    /// <param name="answer">Takes what is said.</param>
    /// <returns>Null when it could not be loaded; the reason is sent then.</returns>
    public static LoadedModel? Load(LoadModel load, NativeEngine? engine, Action<Message> answer)
    {
        LocalModel? model = null;
        try
        {
            engine ??= NativeEngine.Load(load.Native);
            nint[] gpus = [.. load.GpuDevices.Select(engine.Device).Where(d => d != 0)];
            model = LocalModel.Load(engine, load.ModelPath, load.GpuLayers, gpus);
            int layers = engine.LayersOf(model.Handle) + 1 ?? 0;
            (int offloaded, layers) = gpus.Length == 0 ? (0, layers) : NativeLog.Layers ?? (Math.Min(load.GpuLayers, layers), layers);
            if (load.ContextSize > model.TrainedContext)
            {
                throw new WorkerFault(FaultKind.ModelFile,
                    $"It was trained with {model.TrainedContext} tokens of context, and ContextSize is {load.ContextSize}. Lower ContextSize on the LlmModel item.");
            }

            foreach (AdapterFile adapter in load.Adapters) { model.AddAdapter(adapter); }

            if (load.Grammar is { } grammar) { new GrammarConstraint(model, grammar).Dispose(); }

            int contextSize = load.ContextSize > 0 ? load.ContextSize : Math.Min(model.TrainedContext, DefaultContext);
            bool shares = !engine.Is("llama_model_is_recurrent", model.Handle) && !engine.Is("llama_model_is_hybrid", model.Handle);
            (PromptRenderer? renderer, WorkerFault? embedsOnly) = Renderer(model, load);
            Scheduler? scheduler = renderer is null ? null : Writer(engine, model, renderer, load, contextSize, shares, gpus.Length > 0, answer);
            Embedder embedder = new(engine, model, load.Threads, gpus.Length > 0, shares, contextSize);
            answer(new ModelLoaded
            {
                Engine = engine.Version,
                Layout = engine.Layout.Name,
                Device = offloaded == 0 ? "cpu" : string.Join(" + ", engine.Devices().Where(d => load.GpuDevices.Contains(d.Name)).Select(d => d.Text)),
                OffloadedLayers = offloaded,
                Layers = layers,
                Template = renderer?.Kind,
                TemplateNote = renderer?.Note,
                ContextSize = contextSize,
                Slots = load.Slots,
                Threads = load.Threads,
                BatchSize = load.BatchSize,
                SharedPrefix = shares,
                EmbedsOnly = embedsOnly?.Message,
            });
            return new LoadedModel(model, scheduler, embedder, embedsOnly, answer);
        }
        catch (WorkerFault fault)
        {
            model?.Dispose();
            answer(new Failed(0, fault.Kind, fault.Message, fault.Line));
            return null;
        }
    }

    /// <summary>Takes a message.</summary>
    public void Take(Message message)
    {
        switch (message)
        {
            case Generate request when _scheduler is not null: _scheduler.Submit(request); break;
            case Generate request: _answer(new Failed(request.Id, _embedsOnly!.Kind, _embedsOnly.Message, _embedsOnly.Line)); break;
            case CancelRequest cancel: _scheduler?.Cancel(cancel.Id); break;
            case CountTokens count: _answer(new TokensCounted { Id = count.Id, Sizes = [.. count.Conversations.Select(Measure)] }); break;
            case Embed embed: Embed(embed); break;
            default: throw new InvalidOperationException($"A {message.GetType().Name} is not expected here.");
        }
    }

    /// <summary>One decoding step.</summary>
    public void Step() => _scheduler!.Step();

    public void Dispose()
    {
        _embedder.Dispose();
        _scheduler?.Dispose();
        _model.Dispose();
    }

    /// <summary>A model whose file says how embeddings are pooled, or that it reads both ways, is made for them: it need not write.</summary>
    private static (PromptRenderer? Renderer, WorkerFault? EmbedsOnly) Renderer(LocalModel model, LoadModel load)
    {
        if (model.ReadsBothWays) { return (null, new WorkerFault(FaultKind.Unsupported, "It reads in both directions and writes no text: it is made for embeddings.")); }

        try
        {
            return (PromptRenderer.Create(new ChatTemplateOptions
            {
                OfModel = model.ChatTemplate, Chosen = load.ChatTemplate, BeginToken = model.BeginText, EndToken = model.EndText, Date = load.ChatTemplateDate,
            }), null);
        }
        catch (WorkerFault fault) when (model.Pooling is > 0 && load.ChatTemplate is null)
        {
            return (null, fault);
        }
    }

    private static Scheduler Writer(
        NativeEngine engine, LocalModel model, PromptRenderer renderer, LoadModel load, int contextSize, bool shares, bool gpu, Action<Message> answer)
    {
        long pool = Math.Min((long)load.Slots * contextSize, Math.Max(contextSize, GenerousCells));
        DecodeContext context = DecodeContext.Create(
            engine, model, (int)(pool + contextSize), load.Slots + PrefixStore.Most, Math.Max(load.BatchSize, load.Slots), load.Threads, gpu);
        return new Scheduler(model, renderer, context, load.Slots, contextSize, shares, answer);
    }

    private PromptSize Measure(IReadOnlyList<Turn> turns) =>
        _scheduler?.Measure(turns) ?? new PromptSize(0, _embedsOnly!.Kind, _embedsOnly.Message, _embedsOnly.Line);

    private void Embed(Embed request)
    {
        try
        {
            _answer(_embedder.Embed(request));
        }
        catch (WorkerFault fault)
        {
            _answer(new Failed(request.Id, fault.Kind, fault.Message));
        }
    }
}
