using System.Text.Json.Serialization;

namespace LlmEval.Worker.Protocol;

/// <summary>One message between a run and its worker. What changes here changes <see cref="Hello.CurrentVersion"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(FindDevices), "find-devices")]
[JsonDerivedType(typeof(DevicesFound), "devices")]
[JsonDerivedType(typeof(LoadModel), "load")]
[JsonDerivedType(typeof(ModelLoaded), "loaded")]
[JsonDerivedType(typeof(Generate), "generate")]
[JsonDerivedType(typeof(CancelRequest), "cancel")]
[JsonDerivedType(typeof(Generated), "generated")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Shutdown), "shutdown")]
internal abstract record Message;

/// <summary>First message of the worker: who speaks.</summary>
/// <param name="Version">Version of the protocol.</param>
/// <param name="ProcessId">Process id of the worker.</param>
internal sealed record Hello(int Version, int ProcessId) : Message
{
    /// <summary>The version that this source speaks.</summary>
    public const int CurrentVersion = 1;
}

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
}

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

    /// <summary>Who renders the chat template: <c>jinja</c>, or <c>llama.cpp</c> for a family that is known by name only.</summary>
    public string Template { get; init; } = "jinja";

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
}

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text.</param>
internal sealed record Turn(string Role, string Content);

/// <summary>Asks for one answer.</summary>
internal sealed record Generate : Message
{
    /// <summary>Number of the request, chosen by the run.</summary>
    public long Id { get; init; }

    /// <summary>The conversation.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>Longest answer in tokens; null means what fits the context.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Temperature; null or 0 is greedy.</summary>
    public float? Temperature { get; init; }

    /// <summary>Nucleus sampling; null means all.</summary>
    public float? TopP { get; init; }

    /// <summary>Number of most likely tokens to choose from; null means all.</summary>
    public int? TopK { get; init; }

    /// <summary>Seed of the sampling; null means a random one.</summary>
    public uint? Seed { get; init; }

    /// <summary>Texts that end the answer and are not part of it.</summary>
    public required IReadOnlyList<string> Stop { get; init; }

    /// <summary>Whether the answer must be one JSON object.</summary>
    public bool Json { get; init; }
}

/// <summary>Takes a request back; it is not answered then.</summary>
/// <param name="Id">Number of the request.</param>
internal sealed record CancelRequest(long Id) : Message;

/// <summary>An answer.</summary>
internal sealed record Generated : Message
{
    /// <summary>Number of the request.</summary>
    public long Id { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Tokens of the rendered prompt.</summary>
    public int InputTokens { get; init; }

    /// <summary>Tokens of the prompt that another request had decoded already.</summary>
    public int SharedTokens { get; init; }

    /// <summary>Tokens of the answer, its end included.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Whether the answer was cut at the token limit.</summary>
    public bool Cut { get; init; }

    /// <summary>From the moment the request got its slot to its end, in milliseconds.</summary>
    public double Milliseconds { get; init; }
}

/// <summary>A request, or loading (<see cref="Id"/> 0), came to nothing.</summary>
/// <param name="Id">Number of the request; 0 means loading.</param>
/// <param name="Fault">Of which kind.</param>
/// <param name="Reason">Cause and mend in sentences; nothing of the prompt's text.</param>
/// <param name="Line">Line of the chat template that the failure lies in, from 1; 0 when it lies in none.</param>
internal sealed record Failed(long Id, FaultKind Fault, string Reason, int Line = 0) : Message;

/// <summary>Asks the worker to end.</summary>
internal sealed record Shutdown : Message;

/// <summary>Why something came to nothing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
internal enum FaultKind
{
    /// <summary>The native library does not fit.</summary>
    NativeLibrary,

    /// <summary>The model's file cannot be used.</summary>
    ModelFile,

    /// <summary>The memory of the device does not suffice.</summary>
    Memory,

    /// <summary>The chat template cannot be rendered.</summary>
    ChatTemplate,

    /// <summary>The prompt does not fit the context.</summary>
    PromptTooLong,

    /// <summary>Decoding failed.</summary>
    Decoding,
}
