namespace LlmEval.Model;

/// <summary>
/// What the gate knows of one case: keys and numbers, never texts, so that a hundred thousand of them fit in memory.
/// </summary>
public sealed class CaseScores
{
    /// <summary>The case's id.</summary>
    public required string Id { get; init; }

    /// <summary>Line of the case in its file (the suite's or the data file's), from 1.</summary>
    public int Line { get; init; }

    /// <summary>
    /// Hash of what the author wrote for the case: variables, expected values, turns, own checks. When it differs from the
    /// baseline's, the case was edited.
    /// </summary>
    public required string InputsHash { get; init; }

    /// <summary>
    /// Hash of what decides the answers: rendered messages and turns, parameters, model, template engine; not the sample's
    /// number. When it equals the baseline's, the answers are the baseline's.
    /// </summary>
    public required string RequestKey { get; init; }

    /// <summary>Whether the case alone fails the suite.</summary>
    public bool MustPass { get; init; }

    /// <summary>Cases of one cluster are not independent; null when the case is its own.</summary>
    public string? Cluster { get; init; }

    /// <summary>One row a sample (in order of the samples' numbers), one cell a metric (in order of the suite's metrics).</summary>
    public required IReadOnlyList<ScoreCell[]> Samples { get; init; }
}
