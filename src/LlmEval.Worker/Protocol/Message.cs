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
[JsonDerivedType(typeof(CountTokens), "count")]
[JsonDerivedType(typeof(TokensCounted), "counted")]
[JsonDerivedType(typeof(Embed), "embed")]
[JsonDerivedType(typeof(Embedded), "embedded")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Shutdown), "shutdown")]
internal abstract record Message;

/// <summary>First message of the worker: who speaks.</summary>
/// <param name="Version">Version of the protocol.</param>
/// <param name="ProcessId">Process id of the worker.</param>
internal sealed record Hello(int Version, int ProcessId) : Message
{
    /// <summary>The version that this source speaks.</summary>
    public const int CurrentVersion = 2;
}

/// <summary>Takes a request back; it is not answered then.</summary>
/// <param name="Id">Number of the request.</param>
internal sealed record CancelRequest(long Id) : Message;

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

    /// <summary>An adapter cannot be used with the model.</summary>
    Adapter,

    /// <summary>A grammar cannot be used.</summary>
    Grammar,

    /// <summary>The model writes no text, or has no embeddings.</summary>
    Unsupported,
}
