namespace LlmEval.Reporting.Formats;

/// <summary>A case as a test: no texts of prompts or answers.</summary>
public sealed record CaseReport
{
    /// <summary>The case's id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required CaseState State { get; init; }

    /// <summary>Why, in a sentence; null where nothing is to be said.</summary>
    public string? Message { get; init; }

    /// <summary>The file with the case, relative to the source root with <c>/</c>; null where that is not known.</summary>
    public string? File { get; init; }

    /// <summary>Its line, from 1; 0 where that is not known.</summary>
    public int Line { get; init; }

    /// <summary>Its tags; none of private data.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Metrics that a first sample fails, in the suite's order: those that decide, and those of safety.</summary>
    public IReadOnlyList<string>? FailedMetrics { get; init; }

    /// <summary>Whether it passes though a sample fails, or failed once and was fine when it was run again.</summary>
    public bool IsFlaky { get; init; }
}
