using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>One accept, as noted in the baseline's header.</summary>
/// <param name="Date">The day.</param>
/// <param name="Reason">Why, in the words of who accepted; null when nothing fell and nobody said.</param>
/// <param name="ToolVersion">Version of the tool.</param>
/// <param name="Means">Mean of each metric that had a value, by name; ordinal order.</param>
public sealed record BaselineEntry(
    DateOnly Date, string? Reason, string ToolVersion, IReadOnlyList<KeyValuePair<string, double>> Means)
{
    /// <summary>Hash of the metrics and cases that were accepted; null in entries of earlier versions.</summary>
    public Hash128? Content { get; init; }

    /// <summary><see cref="Content"/> of the accept before it; null for the first, and after one of an earlier version. Two accepts with the same one were made side by side.</summary>
    public Hash128? After { get; init; }

    /// <summary>The mean of a metric, or null.</summary>
    public double? Mean(string metric)
    {
        foreach ((string name, double mean) in Means)
        {
            if (string.Equals(name, metric, StringComparison.Ordinal)) { return mean; }
        }

        return null;
    }
}
