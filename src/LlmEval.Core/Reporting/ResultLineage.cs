using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>Where a result comes from: what a person or an auditor needs to draw it again.</summary>
public sealed record ResultLineage
{
    /// <summary>The suite's name.</summary>
    public required string Suite { get; init; }

    /// <summary>The model item's name.</summary>
    public required string Model { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>What the model is, as in every key.</summary>
    public required string ModelIdentity { get; init; }

    /// <summary>What else is known of the model and of how it was run.</summary>
    public required IReadOnlyDictionary<string, string> ModelLineage { get; init; }

    /// <summary>The effective sampling parameters.</summary>
    public required ModelParameters Parameters { get; init; }

    /// <summary>The prompt's name, or null for a suite without one.</summary>
    public string? Prompt { get; init; }

    /// <summary>Currency of what answers cost; null where nobody charges.</summary>
    public string? Currency { get; init; }

    /// <summary>SHA-256 of each file that was read, by path relative to the project, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Whether its texts must stay in the output folder.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>What its scores mean.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Version of the engine.</summary>
    public required string Tool { get; init; }
}
