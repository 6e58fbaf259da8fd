using System.Globalization;
using LlmEval.Documents;
using LlmEval.Llama.Devices;
using LlmEval.Llama.Downloads;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama;

/// <summary>What an <c>LlmModel</c> item with <c>Provider="Llama"</c> says, read and checked.</summary>
internal sealed record LlamaOptions
{
    /// <summary>Answers at once unless the item says otherwise.</summary>
    public const int DefaultSlots = 16;

    /// <summary>More need more sequences than every llama.cpp build has.</summary>
    public const int MostSlots = 48;

    private const int DefaultBatchSize = 512;

    /// <summary>
    /// One core is left to the rest of the build: llama.cpp's threads spin for each other at every step, so one that waits for a busy
    /// core makes all of them wait (measured: 50 times slower with a compiler beside).
    /// </summary>
    private static readonly int s_defaultThreads = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Metadata that belongs to this provider alone.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
        [
            "GpuLayers", "Device", "ContextSize", "Slots", "Concurrency", "Threads", "BatchSize", "ChatTemplate", "ChatTemplateDate", "Adapter", "AdapterScale", "Grammar",
            "Uri", "UriTokenVariable",
        ];

    /// <summary>Full path of the GGUF file.</summary>
    public required string Path { get; init; }

    /// <summary>The hash that the file must have, 64 lower-case hexadecimal digits; null when the item does not say.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the item says where the file can be fetched from.</summary>
    public bool CanBeFetched { get; init; }

    /// <summary>More layers than any model has: all of them.</summary>
    public const int AllLayers = 100_000;

    /// <summary>Layers to put on the GPU, 0 and more; <see cref="AllLayers"/> for all.</summary>
    public int GpuLayers { get; init; }

    /// <summary>Which GPU, or none.</summary>
    public DeviceChoice Device { get; init; } = DeviceChoice.Auto;

    /// <summary>Most tokens of one request; null means the smaller of the model's own and 4096.</summary>
    public int? ContextSize { get; init; }

    /// <summary>Answers at once.</summary>
    public int Slots { get; init; }

    /// <summary>CPU threads, never more than there are cores.</summary>
    public int Threads { get; init; }

    /// <summary>Most tokens of one decoding step.</summary>
    public int BatchSize { get; init; }

    /// <summary>Chat template instead of the model's own, a family's name or a template; null means the model's own.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Full path of the file that <see cref="ChatTemplate"/> is from; null when it is from none.</summary>
    public string? ChatTemplateFile { get; init; }

    /// <summary>What a chat template that asks for the date gets; null means that it fails.</summary>
    public DateTime? ChatTemplateDate { get; init; }

    /// <summary>LoRA adapters, in the item's order.</summary>
    public IReadOnlyList<LlamaAdapter> Adapters { get; init; } = [];

    /// <summary>The grammar that every answer follows; null when none.</summary>
    public LlamaGrammar? Grammar { get; init; }

    /// <summary>Reads an item; what is wrong is reported, and null when the item cannot be used at all.</summary>
    public static LlamaOptions? Read(ModelSpec model, string projectDirectory, string home, DiagnosticBag diagnostics)
    {
        LocalModelFile? file = LocalModelFile.Read(model, projectDirectory, home, diagnostics);
        if (model["Slots"] is not null && model["Concurrency"] is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location, $"The model '{model.Name}' says both Slots and Concurrency, which are one thing. Keep Slots.");
        }

        string slotsName = model["Slots"] is null && model["Concurrency"] is not null ? "Concurrency" : "Slots";
        int slots = Whole(slotsName, 1, MostSlots) ?? DefaultSlots;
        int batch = Whole("BatchSize", 1, 16384) ?? DefaultBatchSize;
        if (batch < slots)
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location,
                $"BatchSize of the model '{model.Name}' is {batch}, which must be at least {slotsName} ({slots}): every answer takes one token a step.");
        }

        DeviceChoice device = DeviceChoice.Auto;
        if (model["Device"] is { } said)
        {
            if (DeviceChoice.Read(said.Trim()) is { } read) { device = read; }
            else { Wrong("Device", said, "auto, cpu, gpu, the number of a GPU from 0, or the name that llama.cpp gives it (Vulkan0); several with commas between"); }
        }

        // Who names a GPU means it to work.
        bool all = string.Equals(model["GpuLayers"], "all", StringComparison.OrdinalIgnoreCase);
        int gpuLayers = all ? AllLayers : Whole("GpuLayers", 0, AllLayers, " or all") ?? (device.NeedsGpu ? AllLayers : 0);
        if (device.IsCpu && gpuLayers > 0)
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location, $"The model '{model.Name}' says Device=\"cpu\" and GpuLayers, which exclude each other. Keep one.");
            gpuLayers = 0;
        }

        ChatTemplateText template = ChatTemplateText.Read(model, projectDirectory, diagnostics);
        int? context = Whole("ContextSize", 16, 4 << 20);
        int threads = Math.Min(Whole("Threads", 1, 4096) ?? s_defaultThreads, Environment.ProcessorCount);
        IReadOnlyList<LlamaAdapter> adapters = LlamaAdapter.Read(model, projectDirectory, diagnostics);
        LlamaGrammar? grammar = LlamaGrammar.Read(model, projectDirectory, diagnostics);

        return file is null ? null : new LlamaOptions
        {
            Path = file.Path,
            Sha256 = file.Sha256,
            CanBeFetched = file.Uri is not null,
            GpuLayers = gpuLayers,
            Device = device,
            ContextSize = context,
            Slots = slots,
            Threads = threads,
            BatchSize = Math.Max(batch, slots),
            ChatTemplate = template.Text,
            ChatTemplateFile = template.File,
            ChatTemplateDate = template.Date,
            Adapters = adapters,
            Grammar = grammar,
        };

        int? Whole(string name, int minimum, int maximum, string also = "")
        {
            if (model[name] is not { } text) { return null; }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum) { return value; }

            Wrong(name, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}{also}"));
            return null;
        }

        void Wrong(string name, string text, string expected) => diagnostics.Add(
            Diagnostics.BadValue, model.Location, $"{name} of the model '{model.Name}' must be {expected}, not '{(text.Length > 80 ? text[..80] + "..." : text)}'.");
    }

    /// <summary>Reads an item that was validated before.</summary>
    /// <exception cref="LlmEvalException">It is wrong all the same.</exception>
    public static LlamaOptions Require(ModelSpec model, string projectDirectory, string home)
    {
        DiagnosticBag diagnostics = new();
        LlamaOptions? options = Read(model, projectDirectory, home, diagnostics);
        return diagnostics.Items.FirstOrDefault(d => d.Severity == Severity.Error) is { } first
            ? throw new LlmEvalException(first)
            : options!;
    }
}
