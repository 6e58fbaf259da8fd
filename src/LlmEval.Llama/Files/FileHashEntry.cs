using System.Text.Json.Serialization;

namespace LlmEval.Llama.Files;

/// <summary>A remembered hash.</summary>
internal sealed record FileHashEntry
{
    /// <summary>Full path of the file.</summary>
    public string? Path { get; init; }

    /// <summary>Its hash.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Hash over path, state of the file and its hash: holds for that state only.</summary>
    public string? Seal { get; init; }
}

/// <summary>Serialisation of <see cref="FileHashEntry"/>.</summary>
[JsonSerializable(typeof(FileHashEntry))]
internal sealed partial class FileHashContext : JsonSerializerContext;
