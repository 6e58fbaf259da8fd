using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>An <c>LlmModel</c> item as the project declares it.</summary>
public sealed record ModelSpec
{
    /// <summary>The item's name.</summary>
    public required string Name { get; init; }

    /// <summary>Which provider runs it: <c>Scripted</c>, <c>Llama</c> ...</summary>
    public required string Provider { get; init; }

    /// <summary>Where it is declared (the project file).</summary>
    public required Location Location { get; init; }

    /// <summary>Sampling parameters said on the item.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.Empty;

    /// <summary>What its answers cost, or null when the item does not say.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>How old answers may be before the gate draws them anew; null for no limit.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>All metadata of the item, names compared without case; paths are resolved to full paths. Holds names of variables, never secrets.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The value of a metadatum, or null when it is absent or empty.</summary>
    public string? this[string metadatum] =>
        Metadata.TryGetValue(metadatum, out string? value) && value.Length > 0 ? value : null;
}
