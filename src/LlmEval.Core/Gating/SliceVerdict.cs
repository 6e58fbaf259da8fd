using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What a floor says of the slices of a metric.</summary>
/// <param name="Bound">The bound.</param>
/// <param name="Worst">The worst slice that has enough cases; null when none has.</param>
/// <param name="Holds">Whether it keeps the bound; null when a part cannot tell. Without a slice that can be judged the bound is not kept.</param>
public sealed record SliceVerdict(double Bound, SliceScore? Worst, bool? Holds)
{
    /// <summary>Judges slices; null when no bound is given for them.</summary>
    internal static SliceVerdict? Of(Floor? floor, Metric metric, IReadOnlyList<SliceScore> slices, bool isJudged)
    {
        if (floor?.WorstSlice is not { } bound) { return null; }

        SliceScore? worst = WorstFirst(metric, slices.Where(s => s.Count >= floor.MinCases)) is [var first, ..] ? first : null;
        return new SliceVerdict(bound, worst, !isJudged ? null : worst is { } slice && metric.Keeps(slice.Value, bound));
    }

    /// <summary>The slices, the worst first; of equal ones the larger first, then by tag.</summary>
    internal static SliceScore[] WorstFirst(Metric metric, IEnumerable<SliceScore> slices) =>
        [.. slices.OrderByDescending(s => metric.Badness(s.Value)).ThenByDescending(s => s.Count).ThenBy(s => s.Tag, StringComparer.Ordinal)];
}
