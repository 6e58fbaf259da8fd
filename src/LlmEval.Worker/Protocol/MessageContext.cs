using System.Text.Json.Serialization;

namespace LlmEval.Worker.Protocol;

/// <summary>Serialisation of the messages, generated at compile time: the worker starts quicker without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(ProbeResult))]
[JsonSerializable(typeof(NativeFiles))]
internal sealed partial class MessageContext : JsonSerializerContext;
