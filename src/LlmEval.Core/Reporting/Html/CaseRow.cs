using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>A line of the list of all cases.</summary>
internal sealed record CaseRow
{
    /// <summary>The case's id.</summary>
    public required string Id { get; init; }

    /// <summary>What is to be told of it.</summary>
    public CaseStatus Status { get; init; }

    /// <summary>Its line in its file, from 1; 0 when it is not known.</summary>
    public int Line { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>First samples now, cells in the order of the suite's metrics; empty without any.</summary>
    public IReadOnlyList<ScoreCell[]> Now { get; init; } = [];

    /// <summary>First samples of the baseline, in the same order; empty without any.</summary>
    public IReadOnlyList<ScoreCell[]> Before { get; init; } = [];

    /// <summary>Mean of a metric over some samples; null when none has a value.</summary>
    public static double? Mean(IReadOnlyList<ScoreCell[]> samples, int metric)
    {
        double sum = 0;
        int count = 0;
        foreach (ScoreCell[] row in samples)
        {
            if (metric >= row.Length || row[metric].State != CellState.Scored) { continue; }

            sum += row[metric].Value;
            count++;
        }

        return count == 0 ? null : ScoreCell.Rounded(sum / count);
    }
}
