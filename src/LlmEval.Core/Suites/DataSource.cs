using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>A file of cases that a suite names.</summary>
/// <param name="File">Full path; it existed when the suite was read.</param>
/// <param name="Location">Where the suite names it.</param>
public sealed record DataSource(string File, Location Location)
{
    /// <summary>Field that is the case's id; null means <c>id</c> where a row has it, else a hash of the inputs.</summary>
    public string? IdField { get; init; }

    /// <summary>Field that says which cases belong together; null means <c>cluster</c> where a row has it.</summary>
    public string? ClusterField { get; init; }

    /// <summary>Whether its texts must not leave the cache and <c>obj/</c>; diagnostics then carry no text of it.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Tags of every case of the file.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether its rows all have the columns of a header.</summary>
    internal bool IsCsv => System.IO.Path.GetExtension(File).Equals(".csv", StringComparison.OrdinalIgnoreCase);
}
