namespace LlmEval.Caching;

/// <summary>What one partition holds.</summary>
public sealed record PartitionStatistics
{
    /// <summary>Its folder.</summary>
    public required string Directory { get; init; }

    /// <summary>Identity of the model; null when no segment says it readably.</summary>
    public string? Model { get; init; }

    /// <summary>Number of segments.</summary>
    public int Segments { get; init; }

    /// <summary>Number of different keys.</summary>
    public int Entries { get; init; }

    /// <summary>Records whose key another record holds as well: two processes asked the same at once.</summary>
    public int Duplicates { get; init; }

    /// <summary>Size of all segments.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes that hold no intact record and are ignored.</summary>
    public long DamagedBytes { get; init; }

    /// <summary>When the first answer was stored; null when there is none.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>When the last answer was stored; null when there is none.</summary>
    public DateTimeOffset? Newest { get; init; }
}
