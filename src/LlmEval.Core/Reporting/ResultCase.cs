using LlmEval.Model;
using LlmEval.Running;
using LlmEval.Scoring;

namespace LlmEval.Reporting;

/// <summary>A case of a result with everything that was said and scored.</summary>
public sealed record ResultCase
{
    /// <summary>The case's id.</summary>
    public required string Id { get; init; }

    /// <summary>Where the case stands.</summary>
    public required Location Location { get; init; }

    /// <summary>The request's key, as in the baseline.</summary>
    public required Hash128 RequestKey { get; init; }

    /// <summary>Hash of what the author wrote for the case, as in the baseline.</summary>
    public Hash128? InputsHash { get; init; }

    /// <summary>The cluster of the case, or null.</summary>
    public string? Cluster { get; init; }

    /// <summary>The samples, in order of their numbers.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>The scores of each sample, in the order of the case's checks.</summary>
    public required IReadOnlyList<IReadOnlyList<Score>> Scores { get; init; }

    /// <summary>What was asked, where it is known. Not in the file.</summary>
    public PlannedCase? Planned { get; init; }

    /// <summary>The case's checks with their thresholds, where they are known. Not in the file.</summary>
    public IReadOnlyList<BoundCheck> Checks { get; init; } = [];
}
