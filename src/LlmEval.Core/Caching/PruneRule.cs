namespace LlmEval.Caching;

/// <summary>Which answers go; what any of the rules says goes.</summary>
public sealed record PruneRule
{
    /// <summary>Answers stored longer ago go; null for no limit.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>The oldest answers go until all others together have at most so many bytes; null for no limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>All other answers go; null when all are needed.</summary>
    public IReadOnlySet<CacheKey>? Needed { get; init; }
}
