namespace LlmEval.Reporting.Formats;

/// <summary>A diagnostic with its file relative to the source root.</summary>
public sealed record PlacedFinding
{
    /// <summary>The code.</summary>
    public required string Code { get; init; }

    /// <summary>What the code means.</summary>
    public required string Title { get; init; }

    /// <summary>Where the code is explained.</summary>
    public required string Help { get; init; }

    /// <summary><c>error</c>, <c>warning</c> or <c>note</c>.</summary>
    public required string Level { get; init; }

    /// <summary>How loud the code is by default.</summary>
    public required string DefaultLevel { get; init; }

    /// <summary>Cause and mend.</summary>
    public required string Message { get; init; }

    /// <summary>What it is about, without numbers that change from run to run: the same finding has the same identity.</summary>
    public required string Identity { get; init; }

    /// <summary>Whether it belongs to a verdict.</summary>
    public bool IsVerdict { get; init; }

    /// <summary>The file, relative to the source root with <c>/</c>; null where there is none or it lies outside.</summary>
    public string? File { get; init; }

    /// <summary>First line, from 1; 0 for the whole file.</summary>
    public int Line { get; init; }

    /// <summary>First column, from 1; 0 for the whole line.</summary>
    public int Column { get; init; }

    /// <summary>Last line; 0 when unknown.</summary>
    public int EndLine { get; init; }

    /// <summary>Column after the last character; 0 when unknown.</summary>
    public int EndColumn { get; init; }
}
