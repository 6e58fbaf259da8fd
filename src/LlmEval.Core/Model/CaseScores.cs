namespace LlmEval.Model;

/// <summary>
/// What the gate knows of one case: keys and numbers, never texts, so that a million of them fit in memory. Everything that knows a case (suite,
/// gate, baseline, candidate) holds the same instance where it says the same.
/// </summary>
public sealed record CaseScores
{
    private IReadOnlyList<ScoreCell[]> _samples = [];
    private CaseUsage? _usage;

    /// <summary>The case's id.</summary>
    public required string Id { get; init; }

    /// <summary>Line of the case in its file (the suite's or the data file's), from 1.</summary>
    public int Line { get; init; }

    /// <summary>
    /// Hash of what the author wrote for the case: variables, expected values, turns, own checks. When it differs from the
    /// baseline's, the case was edited.
    /// </summary>
    public required Hash128 InputsHash { get; init; }

    /// <summary>
    /// Hash of what decides the answers: rendered messages and turns, parameters, model, template engine; not the sample's
    /// number. When it equals the baseline's, the answers are the baseline's.
    /// </summary>
    public required Hash128 RequestKey { get; init; }

    /// <summary>Whether the case alone fails the suite.</summary>
    public bool MustPass { get; init; }

    /// <summary>Cases of one cluster are not independent; null when the case is its own.</summary>
    public string? Cluster { get; init; }

    /// <summary>The case's tags, sorted; cases with the same tags hold the same list.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>One row a sample (in order of the samples' numbers), one cell a metric (in order of the suite's metrics); none before any answer is known.</summary>
    public IReadOnlyList<ScoreCell[]> Samples { get => _samples; init => _samples = value; }

    /// <summary>What the first samples used; null where no budget asks for it.</summary>
    public CaseUsage? Usage { get => _usage; init => _usage = value; }

    /// <summary>Takes what the samples that were drawn used; in place, as <see cref="Take(IReadOnlyList{ScoreCell[]})"/>.</summary>
    internal void Take(CaseUsage usage) => _usage = usage;

    /// <summary>Takes the samples that were drawn: in place, because a million cases that are copied one by one leave the memory full of holes.</summary>
    internal void Take(IReadOnlyList<ScoreCell[]> samples) => _samples = samples;

    /// <summary>Whether inputs and request are the same: then so are the answers.</summary>
    internal bool HasKeysOf(CaseScores other) => InputsHash == other.InputsHash && RequestKey == other.RequestKey;

    /// <summary>The cases ordinally by id, in an array of their own.</summary>
    internal static CaseScores[] Sorted(IReadOnlyCollection<CaseScores> cases)
    {
        CaseScores[] sorted = [.. cases];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (string.CompareOrdinal(sorted[i - 1].Id, sorted[i].Id) <= 0) { continue; }

            Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Id, b.Id));
            break;
        }

        return sorted;
    }
}
