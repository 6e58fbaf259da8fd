using System.Text.Json.Serialization;

namespace LlmEval.Llama.Devices;

/// <summary>Who holds a device.</summary>
/// <param name="ProcessId">Process id of the run.</param>
/// <param name="Project">Folder of its project.</param>
/// <param name="Since">Since when.</param>
internal sealed record LeaseHolder(int ProcessId, string Project, DateTimeOffset Since);

/// <summary>Serialisation of <see cref="LeaseHolder"/>.</summary>
[JsonSerializable(typeof(LeaseHolder))]
internal sealed partial class LeaseHolderContext : JsonSerializerContext;
