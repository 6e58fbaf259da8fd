using System.Globalization;
using System.Text;
using LlmEval.Llama.Devices;
using LlmEval.Llama.Downloads;
using LlmEval.Llama.Files;
using LlmEval.Llama.Natives;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama;

/// <summary>
/// <c>Provider="Llama"</c>: GGUF files on this machine, by llama.cpp in a worker process. Metadata: <c>Path</c>, <c>Sha256</c>,
/// <c>GpuLayers</c> (0), <c>ContextSize</c> (tokens of one request; the smaller of the model's own and 4096), <c>Slots</c> or <c>Concurrency</c>
/// (16), <c>Threads</c> (one less than there are cores; never more than there are), <c>BatchSize</c> (512), <c>ChatTemplate</c> (the model's own),
/// <c>Adapter</c> and <c>AdapterScale</c> (LoRA), <c>Grammar</c> (a GBNF file that every answer follows).
/// </summary>
public sealed class LlamaModelProvider : IModelProvider
{
    /// <summary>Names of the metadata that belong to this provider alone, compared without case.</summary>
    public static IReadOnlyCollection<string> MetadataNames => LlamaOptions.Names;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> KnownMetadata { get; } = MetadataNames;

    /// <inheritdoc/>
    public string Name => "Llama";

    /// <inheritdoc/>
    public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics)
    {
        LlamaOptions.Read(model, context.ProjectDirectory, context.Home, diagnostics);
        LlamaSettings.Read(context, model.Location, diagnostics);
    }

    /// <inheritdoc/>
    public async ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        LlamaOptions options = LlamaOptions.Require(model, context.ProjectDirectory, context.Home);
        FileHashes hashes = new(Path.Combine(context.Home, "hashes"), context.Time, context.Report);
        if (await AdapterKeyAsync(options, hashes, model.Location, cancellationToken).ConfigureAwait(false) is not { } adapters) { return null; }
        if (!File.Exists(options.Path)) { return options.Sha256 is null ? null : Identity(options, options.Sha256, adapters); }

        try
        {
            if (hashes.Remembered(options.Path) is null) { CheckFile(options.Path, model.Location); }

            string hash = await hashes.GetAsync(options.Path, cancellationToken).ConfigureAwait(false);
            return options.Sha256 is null || options.Sha256 == hash
                ? Identity(options, hash, adapters)
                : throw new LlmEvalException(Diagnostics.WrongHash.At(model.Location,
                    $"'{options.Path}' has the SHA-256 {hash}, but the model '{model.Name}' says {options.Sha256}. Fetch the right file, or correct Sha256 if the new one is meant."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BadFile(options.Path, model.Location, $"it cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The client's responses carry <see cref="LiveModel.LatencyProperty"/>: from the moment the request got its slot to
    /// its end, without the wait for device and slot.
    /// </remarks>
    public async ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        LlamaOptions options = LlamaOptions.Require(model, context.ProjectDirectory, context.Home);
        DiagnosticBag diagnostics = new();
        LlamaSettings settings = LlamaSettings.Read(context, model.Location, diagnostics);
        if (diagnostics.Items.FirstOrDefault(d => d.Severity == Severity.Error) is { } wrong) { throw new LlmEvalException(wrong); }

        if (!File.Exists(options.Path))
        {
            throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location, $"The file of the model '{model.Name}' does not exist: '{options.Path}'.{(options.CanBeFetched ? " Run `llmeval models pull` to fetch it." : string.Empty)}"));
        }

        foreach (LlamaAdapter adapter in options.Adapters)
        {
            if (!File.Exists(adapter.Path))
            {
                throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location, $"The adapter of the model '{model.Name}' does not exist: '{adapter.Path}'."));
            }
        }

        CheckFile(options.Path, model.Location);
        foreach (LlamaAdapter adapter in options.Adapters) { CheckAdapter(adapter.Path, options.Path, model.Location); }

        NativeRuntime runtime = await RuntimeAsync(options, settings, context, model.Location, cancellationToken).ConfigureAwait(false);
        LlamaChatClient client = new(new LlamaSession(model, options, runtime, context, new LeaseRequest
        {
            Project = context.ProjectDirectory,
            Timeout = settings.DeviceTimeout,
            Location = model.Location,
            Report = context.Report,
            Time = context.Time,
        }));
        try
        {
            await client.StartAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Twice as many as there are slots: answers of one length end in the same step, and then the next requests must be there already.</remarks>
    public int Concurrency(ModelSpec model) =>
        2 * (LlamaOptions.Read(model, Path.GetTempPath(), Path.GetTempPath(), new DiagnosticBag())?.Slots ?? LlamaOptions.DefaultSlots);

    /// <inheritdoc/>
    public IEnumerable<string> Files(ModelSpec model, ModelContext context)
    {
        // What is wrong was reported; the files of an item with a mistake matter all the same, because one of them may be the mistake.
        DiagnosticBag reported = new();
        if (LocalModelFile.Read(model, context.ProjectDirectory, context.Home, reported) is { } file) { yield return file.Path; }

        foreach (LlamaAdapter adapter in LlamaAdapter.Read(model, context.ProjectDirectory, reported)) { yield return adapter.Path; }

        if (LlamaGrammar.PathOf(model, context.ProjectDirectory) is { } grammar) { yield return grammar; }
        if (ChatTemplateText.PathOf(model, context.ProjectDirectory) is { } template) { yield return template; }
    }

    /// <inheritdoc/>
    public (string What, string Mend)? Missing(ModelSpec model, ModelContext context)
    {
        if (LlamaOptions.Read(model, context.ProjectDirectory, context.Home, new DiagnosticBag()) is not { } options) { return null; }

        string[] adapters = [.. options.Adapters.Where(a => !File.Exists(a.Path)).Select(a => $"'{Path.GetFileName(a.Path)}'")];
        string? absent = adapters.Length == 0 ? null : $"its adapter{(adapters.Length == 1 ? string.Empty : "s")} {string.Join(", ", adapters)}";
        bool isThere = File.Exists(options.Path);
        return (isThere, absent) switch
        {
            (true, null) => null,
            (true, _) => ($"{absent} {(adapters.Length == 1 ? "is" : "are")} not on this machine", "Fetch what Adapter names"),
            _ => ($"its file '{Path.GetFileName(options.Path)}'{(absent is null ? " is" : $" and {absent} are")} not on this machine",
                options.CanBeFetched ? $"Run `llmeval models pull` to fetch it{(absent is null ? string.Empty : ", and fetch what Adapter names")}"
                    : absent is not null ? "Fetch them"
                    : "Fetch it, or give the item Sha256 so that unchanged suites are known to match"),
        };
    }

    /// <summary>What the adapters add to the key: their hashes and scales in their order; null when a file is missing.</summary>
    private static async Task<string?> AdapterKeyAsync(LlamaOptions options, FileHashes hashes, Location location, CancellationToken cancellationToken)
    {
        StringBuilder key = new();
        foreach (LlamaAdapter adapter in options.Adapters)
        {
            if (!File.Exists(adapter.Path)) { return null; }

            try
            {
                if (hashes.Remembered(adapter.Path) is null) { CheckAdapter(adapter.Path, options.Path, location); }

                string hash = await hashes.GetAsync(adapter.Path, cancellationToken).ConfigureAwait(false);
                key.Append(CultureInfo.InvariantCulture, $";adapter:{hash}={adapter.Scale}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw BadFile(adapter.Path, location, $"it cannot be read: {e.Message}", e);
            }
        }

        return key.ToString();
    }

    private static ModelIdentity Identity(LlamaOptions options, string hash, string adapters)
    {
        string key = "llama:sha256:" + hash;
        if (options.ContextSize is { } context) { key += string.Create(CultureInfo.InvariantCulture, $";context:{context}"); }
        if (options.ChatTemplate is { } template) { key += ";template:" + ContentHash.Of(template); }
        if (options.ChatTemplateDate is { } date) { key += string.Create(CultureInfo.InvariantCulture, $";date:{date:s}"); }

        if (options.Grammar is { } grammar) { key += ";grammar:" + ContentHash.Of(grammar.Text); }

        key += adapters;
        SortedDictionary<string, string> lineage = new(StringComparer.Ordinal)
        {
            ["file"] = Path.GetFileName(options.Path),
            ["slots"] = options.Slots.ToString(CultureInfo.InvariantCulture),
            ["threads"] = options.Threads.ToString(CultureInfo.InvariantCulture),
            ["batch"] = options.BatchSize.ToString(CultureInfo.InvariantCulture),
            ["gpu-layers"] = options.GpuLayers == LlamaOptions.AllLayers ? "all" : options.GpuLayers.ToString(CultureInfo.InvariantCulture),
            ["device"] = options.Device.Text,
            ["prefix"] = "shared",
        };
        if (File.Exists(options.Path)) { lineage["size"] = new FileInfo(options.Path).Length.ToString(CultureInfo.InvariantCulture); }

        return new ModelIdentity { Key = key, DeterministicWhenGreedy = true, IsPinned = true, Lineage = lineage };
    }

    private static void CheckFile(string path, Location location)
    {
        if (Header(path, location).IsAdapter)
        {
            throw BadFile(path, location, "it is a LoRA adapter and no model. Name the model in Path and this file in Adapter.", null);
        }
    }

    private static void CheckAdapter(string path, string model, Location location)
    {
        GgufHeader header = Header(path, location);
        if (!header.IsAdapter) { throw BadFile(path, location, "it is no adapter: its header does not say general.type = adapter. Name a LoRA adapter (GGUF) in Adapter.", null); }
        if (File.Exists(model) && Header(model, location).Architecture is { } architecture && architecture != header.Architecture)
        {
            throw BadFile(path, location, $"it was made for models of the architecture '{header.Architecture}', and '{model}' is '{architecture}'. Name an adapter that was made for this model.", null);
        }
    }

    private static GgufHeader Header(string path, Location location)
    {
        try
        {
            return GgufHeader.Read(path);
        }
        catch (GgufException e)
        {
            throw BadFile(path, location, e.Message + ".", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BadFile(path, location, $"it cannot be read: {e.Message}", e);
        }
    }

    private static LlmEvalException BadFile(string path, Location location, string why, Exception? inner) =>
        new(Diagnostics.BadModelFile.At(location, $"'{path}' cannot be used: {why}"), inner);

    private static async Task<NativeRuntime> RuntimeAsync(
        LlamaOptions options, LlamaSettings settings, ModelContext context, Location location, CancellationToken cancellationToken)
    {
        bool gpu = options.GpuLayers > 0;
        try
        {
            // One that was installed for the processor is no answer to a wish for a GPU, where another can be had.
            NativeRuntime? found = NativeLibraries.Find(context, gpu);
            if (found is not null && !(gpu && found.Flavor == RuntimeFlavor.Cpu && settings.MayInstall && !OperatingSystem.IsMacOS())) { return found; }

            if (!settings.MayInstall)
            {
                throw new LlmEvalException(Diagnostics.NoNativeLibrary.At(
                    location, $"There is no native library for local models, and LlmEvalRuntimeInstall=false forbids installing one. {RuntimeInstaller.ManualWays}"));
            }

            if (gpu && !OperatingSystem.IsMacOS())
            {
                if (await RuntimeInstaller.TryInstallForGpuAsync(context, null, cancellationToken).ConfigureAwait(false) is { } installed) { return installed; }
            }

            return found ?? await RuntimeInstaller.InstallAsync(RuntimeFlavor.Cpu, context, cancellationToken).ConfigureAwait(false);
        }
        catch (LlmEvalException e) when (e.Diagnostic.Location == Location.None)
        {
            throw new LlmEvalException(e.Diagnostic with { Location = location }, e);
        }
    }
}
