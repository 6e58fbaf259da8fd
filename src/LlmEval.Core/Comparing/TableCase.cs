using LlmEval.Model;

namespace LlmEval.Comparing;

/// <summary>A case of a <see cref="ScoreTable"/>.</summary>
public sealed record TableCase
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of what the author wrote for it; null where the file does not say (an earlier version).</summary>
    public Hash128? InputsHash { get; init; }

    /// <summary>The cluster that it belongs to, or null.</summary>
    public string? Cluster { get; init; }

    /// <summary>One row a sample, one cell a metric.</summary>
    public required IReadOnlyList<ScoreCell[]> Samples { get; init; }

    /// <summary>Money an answer, mean over the samples; null where nobody said.</summary>
    public double? Cost { get; init; }

    /// <summary>Tokens in and out an answer, mean over the samples; null where nobody said.</summary>
    public double? Tokens { get; init; }

    /// <summary>Seconds an answer as measured when it was drawn, mean over the samples; null where nobody said.</summary>
    public double? Latency { get; init; }

    /// <summary>Mean of a metric over the samples that have a value; null when none has.</summary>
    /// <param name="column">Place of the metric.</param>
    public double? Mean(int column)
    {
        double sum = 0;
        int count = 0;
        foreach (ScoreCell[] row in Samples)
        {
            if (row[column].State != CellState.Scored) { continue; }

            sum += row[column].Value;
            count++;
        }

        return count == 0 ? null : sum / count;
    }
}
