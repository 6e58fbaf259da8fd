using LlmEval.Model;

namespace LlmEval.Manifests;

/// <summary>A build item of the manifest.</summary>
public sealed record ManifestItem
{
    /// <summary>The item's name; a file's item has the file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the file, or null for items that are no file (models).</summary>
    public string? Path { get; init; }

    /// <summary>Where the item is declared, as far as the build knows: its own file, else the project.</summary>
    public required Location Location { get; init; }

    /// <summary>Metadata by name, compared without case.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}
