using System.Text.Json.Serialization;

namespace LlmEval.Worker.Protocol;

/// <summary>Asks which devices the native library sees. Sent before <see cref="LoadModel"/>, or not at all.</summary>
/// <param name="Native">The native library.</param>
internal sealed record FindDevices(NativeFiles Native) : Message;

/// <summary>The devices of the native library.</summary>
/// <param name="Devices">In the library's order.</param>
internal sealed record DevicesFound(IReadOnlyList<ComputeDevice> Devices) : Message;

/// <summary>A device of the native library.</summary>
/// <param name="Name">Its name, for instance <c>CPU</c>, <c>CUDA0</c> or <c>Vulkan1</c>.</param>
/// <param name="Description">What it is, as its driver says; may be empty.</param>
/// <param name="IsGpu">Whether layers can be put on it.</param>
internal sealed record ComputeDevice(string Name, string Description, bool IsGpu)
{
    /// <summary>Name and description in one.</summary>
    [JsonIgnore]
    public string Text => Description.Length == 0 || Description == Name ? Name : $"{Name} ({Description})";
}

/// <summary>Asks the worker to load the native library and a model. Sent once.</summary>
internal sealed record LoadModel : Message
{
    /// <summary>The native library.</summary>
    public required NativeFiles Native { get; init; }

    /// <summary>Full path of the GGUF file.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Layers to put on the GPU, from 0.</summary>
    public int GpuLayers { get; init; }

    /// <summary>Most tokens of one request, prompt and answer together; 0 means the smaller of the model's own and 4096.</summary>
    public int ContextSize { get; init; }

    /// <summary>Requests that are decoded together, from 1.</summary>
    public int Slots { get; init; }

    /// <summary>CPU threads, from 1 to the number of cores.</summary>
    public int Threads { get; init; }

    /// <summary>Most tokens of one decoding step, at least <see cref="Slots"/>.</summary>
    public int BatchSize { get; init; }

    /// <summary>Chat template instead of the model's own: a family's name or a template; null means the model's own.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>What a chat template that asks for the date gets; null means that it fails.</summary>
    public DateTime? ChatTemplateDate { get; init; }

    /// <summary>Names of the devices that get the layers; empty means the processor alone.</summary>
    public IReadOnlyList<string> GpuDevices { get; init; } = [];

    /// <summary>LoRA adapters to put on the weights, in this order.</summary>
    public IReadOnlyList<AdapterFile> Adapters { get; init; } = [];

    /// <summary>A grammar in llama.cpp's notation (GBNF) that is tried at the start, so that a wrong one is told before the first request; null when none.</summary>
    public string? Grammar { get; init; }
}

/// <summary>A LoRA adapter.</summary>
/// <param name="Path">Full path of its GGUF file.</param>
/// <param name="Scale">How much of it is added to the weights; 0 is none.</param>
internal sealed record AdapterFile(string Path, float Scale);

/// <summary>The native library: what to load, and from where.</summary>
internal sealed record NativeFiles
{
    /// <summary>Full path of libllama.</summary>
    public required string Llama { get; init; }

    /// <summary>Full path of libggml, which knows the backends.</summary>
    public required string Ggml { get; init; }

    /// <summary>Libraries to load before, in this order.</summary>
    public required IReadOnlyList<string> Preload { get; init; }

    /// <summary>Folders whose backends are loaded.</summary>
    public required IReadOnlyList<string> BackendFolders { get; init; }
}

/// <summary>The model is ready.</summary>
internal sealed record ModelLoaded : Message
{
    /// <summary>What the native library says of itself, for instance <c>v0.5.0</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The layout that was recognised.</summary>
    public required string Layout { get; init; }

    /// <summary>Name of the device in use as the native library says it, for instance <c>Vulkan0</c>; <c>cpu</c> when no layer lies on a GPU.</summary>
    public required string Device { get; init; }

    /// <summary>Layers that lie on the GPU, the output layer counted as one.</summary>
    public int OffloadedLayers { get; init; }

    /// <summary>Layers of the model, the output layer counted as one; 0 when it is not known.</summary>
    public int Layers { get; init; }

    /// <summary>
    /// Who renders the chat template: <c>jinja</c>, or <c>llama.cpp</c> for a family that is known by name only; null for a model that only embeds.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>Why the template is not rendered as it is written; null when it is.</summary>
    public string? TemplateNote { get; init; }

    /// <summary>Most tokens of one request.</summary>
    public int ContextSize { get; init; }

    /// <summary>Requests that are decoded together.</summary>
    public int Slots { get; init; }

    /// <summary>CPU threads.</summary>
    public int Threads { get; init; }

    /// <summary>Most tokens of one decoding step.</summary>
    public int BatchSize { get; init; }

    /// <summary>Whether requests share the cells of a common beginning.</summary>
    public bool SharedPrefix { get; init; }

    /// <summary>Why it writes no text and only embeds, as a <see cref="Generate"/> would be told; null when it writes.</summary>
    public string? EmbedsOnly { get; init; }
}
