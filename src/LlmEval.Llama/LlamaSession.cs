using System.Globalization;
using LlmEval.Llama.Devices;
using LlmEval.Llama.Natives;
using LlmEval.Llama.Workers;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama;

/// <summary>One model of one run: its worker, and the device that it may only use while the run holds it.</summary>
internal sealed class LlamaSession : IAsyncDisposable
{
    private readonly ModelSpec _model;
    private readonly LlamaOptions _options;
    private readonly NativeRuntime _runtime;
    private readonly ModelContext _context;
    private readonly LeaseRequest _request;
    private readonly WorkerSupervisor _supervisor;
    private DeviceLease _lease;

    public LlamaSession(ModelSpec model, LlamaOptions options, NativeRuntime runtime, ModelContext context, LeaseRequest request)
    {
        (_model, _options, _runtime, _context, _request) = (model, options, runtime, context, request);
        _lease = DeviceLease.Of(context.Home, options.GpuLayers > 0 ? "gpu0" : "cpu");
        _supervisor = new WorkerSupervisor(
            StartWorkerAsync,
            words => new LlmEvalException(Diagnostics.WorkerDied.At(
                model.Location,
                $"The process of the model '{model.Name}' ('{options.Path}') died twice with the native library '{runtime.LibraryPath}' ({runtime.Source}); {words}.")),
            context.Report);
    }

    /// <summary>Process ids of workers started so far, for tests.</summary>
    internal List<int> WorkerIds { get; } = [];

    /// <summary>Loads the model.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ModelLoaded loaded = await OnDeviceAsync(_supervisor.StartAsync, cancellationToken).ConfigureAwait(false);
        Loaded = loaded;
        if (_options.GpuLayers > 0 && loaded.Device == "cpu")
        {
            _context.Report($"No GPU was found for the model '{_model.Name}': it runs on the processor.");
            _lease.ReleaseIfIdle();
            _lease = DeviceLease.Of(_context.Home, "cpu");
        }
    }

    /// <summary>What the worker said of the model; null before the start.</summary>
    public ModelLoaded? Loaded { get; private set; }

    /// <summary>The item.</summary>
    public ModelSpec Model => _model;

    /// <summary>The grammar of the item.</summary>
    public string? Grammar => _options.Grammar?.Text;

    /// <summary>The tokens of conversations.</summary>
    public Task<TokensCounted> CountAsync(CountTokens request, CancellationToken cancellationToken) =>
        OnDeviceAsync(token => _supervisor.AskAsync<TokensCounted>(id => request with { Id = id }, token), cancellationToken);

    /// <summary>The embeddings of texts.</summary>
    public Task<Embedded> EmbedAsync(Embed request, CancellationToken cancellationToken) =>
        OnDeviceAsync(token => _supervisor.AskAsync<Embedded>(id => request with { Id = id }, token), cancellationToken);

    /// <summary>The error that a fault is; null for trouble on the way.</summary>
    public Diagnostic? Explained(FaultKind fault, string reason) => Explained(new WorkerFailedException(fault, reason));

    /// <summary>One answer.</summary>
    public Task<(Generated Answer, ModelLoaded Model)> GenerateAsync(Generate request, CancellationToken cancellationToken) =>
        OnDeviceAsync(token => _supervisor.GenerateAsync(request, token), cancellationToken);

    /// <summary>What the text depends on beside weights and parameters, in a line.</summary>
    public static string Fingerprint(ModelLoaded model) => string.Create(CultureInfo.InvariantCulture,
        $"llama.cpp {model.Engine}; {model.Device}; slots {model.Slots}; threads {model.Threads}; batch {model.BatchSize}; prefix {(model.SharedPrefix ? "shared" : "own")}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync().ConfigureAwait(false);
        _lease.ReleaseIfIdle();
    }

    private async Task<T> OnDeviceAsync<T>(Func<CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        DeviceLease lease = _lease;
        await lease.EnterAsync(_request, cancellationToken).ConfigureAwait(false);
        try
        {
            return await use(cancellationToken).ConfigureAwait(false);
        }
        catch (WorkerFailedException e) when (Explained(e) is { } diagnostic)
        {
            throw new LlmEvalException(diagnostic, e);
        }
        finally
        {
            lease.Exit(_request.Time);
        }
    }

    private async Task<LoadedWorker> StartWorkerAsync(CancellationToken cancellationToken)
    {
        WorkerProcess worker = await WorkerProcess.StartAsync(WorkerLog.Open(_context.OutputDirectory, _model.Name), cancellationToken).ConfigureAwait(false);
        WorkerIds.Add(worker.Id);
        try
        {
            ModelLoaded loaded = await worker.LoadAsync(
                new LoadModel
                {
                    Native = _runtime.Files,
                    ModelPath = _options.Path,
                    GpuLayers = _options.GpuLayers,
                    ContextSize = _options.ContextSize ?? 0,
                    Slots = _options.Slots,
                    Threads = _options.Threads,
                    BatchSize = _options.BatchSize,
                    ChatTemplate = _options.ChatTemplate,
                    Adapters = [.. _options.Adapters.Select(a => new AdapterFile(a.Path, a.Scale))],
                    Grammar = _options.Grammar?.Text,
                },
                cancellationToken).ConfigureAwait(false);
            return new LoadedWorker(worker, loaded);
        }
        catch
        {
            await worker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Diagnostic? Explained(WorkerFailedException e) => e.Fault switch
    {
        FaultKind.NativeLibrary => Diagnostics.WrongNativeLibrary.At(_model.Location, $"{e.Message} It was taken from: {_runtime.Source}. {RuntimeInstaller.ManualWays}"),
        FaultKind.Adapter => Diagnostics.BadModelFile.At(_model.Location, $"The adapter {e.Message}"),
        FaultKind.Grammar when _options.Grammar is { } grammar => Diagnostics.BadPattern.At(new Location(grammar.Path, 1, 1), $"The grammar of the model '{_model.Name}': {e.Message}"),
        FaultKind.Grammar => Diagnostics.BadValue.At(_model.Location, $"The grammar made of the response format, on the model '{_model.Name}': {e.Message}"),
        FaultKind.ModelFile or FaultKind.Memory or FaultKind.Unsupported => Diagnostics.BadModelFile.At(_model.Location, $"'{_options.Path}' cannot be used: {e.Message}"),
        FaultKind.ChatTemplate => Diagnostics.UnknownChatTemplate.At(_model.Location, $"'{_options.Path}': {e.Message}"),
        FaultKind.PromptTooLong => Diagnostics.PromptTooLong.At(_model.Location, $"Model '{_model.Name}': {e.Message}"),
        _ => null,
    };
}
