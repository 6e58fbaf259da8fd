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
    private const string NoGpuMend = "Install the driver and run `llmeval runtime install --vulkan` (or --cuda), or take GpuLayers off.";

    private readonly ModelSpec _model;
    private readonly LlamaOptions _options;
    private readonly NativeRuntime _runtime;
    private readonly ModelContext _context;
    private readonly LeaseRequest _request;
    private readonly WorkerSupervisor _supervisor;
    private DeviceLeases? _leases;

    public LlamaSession(ModelSpec model, LlamaOptions options, NativeRuntime runtime, ModelContext context, LeaseRequest request)
    {
        (_model, _options, _runtime, _context, _request) = (model, options, runtime, context, request);
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
        ModelLoaded loaded = await ExplainAsync(() => _supervisor.StartAsync(cancellationToken)).ConfigureAwait(false);
        Loaded = loaded;
        if (loaded.TemplateNote is { } note)
        {
            _context.Report($"The chat template of the model '{_model.Name}' is rendered as a family that llama.cpp knows, not as it is written: {note}.");
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
    public Diagnostic? Explained(FaultKind fault, string reason, int line) => Explained(new WorkerFailedException(fault, reason, line));

    /// <summary>One answer.</summary>
    public Task<(Generated Answer, ModelLoaded Model)> GenerateAsync(Generate request, CancellationToken cancellationToken) =>
        OnDeviceAsync(token => _supervisor.GenerateAsync(request, token), cancellationToken);

    /// <summary>What the text depends on beside weights and parameters, in a line.</summary>
    public string Fingerprint(ModelLoaded model) => string.Create(CultureInfo.InvariantCulture,
        $"llama.cpp {model.Engine}; {DeviceText(model)}; slots {model.Slots}; threads {model.Threads}; batch {model.BatchSize}; prefix {(model.SharedPrefix ? "shared" : "own")}{(model.TemplateNote is null ? string.Empty : "; template of a family")}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync().ConfigureAwait(false);
        _leases?.ReleaseIfIdle();
    }

    private static string Count(int layers) => layers == LlamaOptions.AllLayers ? "all" : layers.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where the layers really lie; that there is no GPU where one was asked for is part of it.</summary>
    private string DeviceText(ModelLoaded model) => model.OffloadedLayers > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{model.Device} with {model.OffloadedLayers} of {model.Layers} layers")
        : _options.GpuLayers > 0 ? $"cpu (no GPU for {Count(_options.GpuLayers)} layers)" : model.Device;

    private async Task<T> OnDeviceAsync<T>(Func<CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        DeviceLeases leases = _leases ?? throw new InvalidOperationException("The model is not started.");
        await leases.EnterAsync(_request, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ExplainAsync(() => use(cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            leases.Exit(_request.Time);
        }
    }

    private async Task<T> ExplainAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (WorkerFailedException e) when (Explained(e) is { } diagnostic)
        {
            throw new LlmEvalException(diagnostic, e);
        }
    }

    /// <summary>
    /// The GPUs that the model goes to, with their leases. They are known only when the native library has looked, which needs no lease; a worker that is
    /// started again gets the same ones.
    /// </summary>
    private async Task<IReadOnlyList<string>> ChooseAsync(WorkerProcess worker, CancellationToken cancellationToken)
    {
        if (_options.GpuLayers == 0)
        {
            _leases ??= new DeviceLeases(_context.Home, ["cpu"]);
            return [];
        }

        IReadOnlyList<ComputeDevice> devices = await worker.FindDevicesAsync(_runtime.Files, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ComputeDevice> gpus = _options.Device.Choose(devices, out string? unknown);
        string seen = devices.Count == 0 ? "none" : string.Join(", ", devices.Select(d => d.Text));
        if (unknown is not null)
        {
            throw new LlmEvalException(Diagnostics.BadValue.At(_model.Location,
                $"Device of the model '{_model.Name}' is '{unknown}', which the native library from {_runtime.Source} does not see as a GPU. Its devices: {seen}. {NoGpuMend}"));
        }

        if (gpus.Count == 0 && _leases is null)
        {
            _context.Report($"warning: No GPU was found for the {Count(_options.GpuLayers)} GPU layers of the model '{_model.Name}': it runs on the processor. Devices that the native library from {_runtime.Source} sees: {seen}. {NoGpuMend}");
        }

        _leases ??= new DeviceLeases(_context.Home, DeviceChoice.LeaseNames(devices, gpus));
        return [.. gpus.Select(d => d.Name)];
    }

    private async Task<LoadedWorker> StartWorkerAsync(CancellationToken cancellationToken)
    {
        WorkerProcess worker = await WorkerProcess.StartAsync(WorkerLog.Open(_context.OutputDirectory, _model.Name), cancellationToken).ConfigureAwait(false);
        WorkerIds.Add(worker.Id);
        try
        {
            IReadOnlyList<string> gpus = await ChooseAsync(worker, cancellationToken).ConfigureAwait(false);
            ModelLoaded loaded = await LoadAsync(
                worker,
                new LoadModel
                {
                    GpuDevices = gpus,
                    ChatTemplateDate = _options.ChatTemplateDate,
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

    private async Task<ModelLoaded> LoadAsync(WorkerProcess worker, LoadModel load, CancellationToken cancellationToken)
    {
        await _leases!.EnterAsync(_request, cancellationToken).ConfigureAwait(false);
        try
        {
            return await worker.LoadAsync(load, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _leases.Exit(_request.Time);
        }
    }

    private Diagnostic? Explained(WorkerFailedException e) => e.Fault switch
    {
        FaultKind.NativeLibrary => Diagnostics.WrongNativeLibrary.At(_model.Location, $"{e.Message} It was taken from: {_runtime.Source}. {RuntimeInstaller.ManualWays}"),
        FaultKind.Adapter => Diagnostics.BadModelFile.At(_model.Location, $"The adapter {e.Message}"),
        FaultKind.Grammar when _options.Grammar is { } grammar => Diagnostics.BadPattern.At(new Location(grammar.Path, 1, 1), $"The grammar of the model '{_model.Name}': {e.Message}"),
        FaultKind.Grammar => Diagnostics.BadValue.At(_model.Location, $"The grammar made of the response format, on the model '{_model.Name}': {e.Message}"),
        FaultKind.ModelFile or FaultKind.Memory or FaultKind.Unsupported => Diagnostics.BadModelFile.At(_model.Location, $"'{_options.Path}' cannot be used: {e.Message}"),
        FaultKind.ChatTemplate when _options.ChatTemplateFile is { } file => Diagnostics.UnknownChatTemplate.At(
            e.Line > 0 ? new Location(file, e.Line) : new Location(file), $"Model '{_model.Name}': {e.Message}"),
        FaultKind.ChatTemplate => Diagnostics.UnknownChatTemplate.At(_model.Location, $"'{_options.Path}': {e.Message}"),
        FaultKind.PromptTooLong => Diagnostics.PromptTooLong.At(_model.Location, $"Model '{_model.Name}': {e.Message}"),
        _ => null,
    };
}
