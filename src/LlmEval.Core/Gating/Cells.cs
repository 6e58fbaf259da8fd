using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What the gate takes a cell for.</summary>
internal static class Cells
{
    /// <summary>Whether there should be a value and none is usable; a value that is not a finite number is none.</summary>
    public static bool IsUnscored(this ScoreCell cell) =>
        cell.State == CellState.Unscored || (cell.State == CellState.Scored && !double.IsFinite(cell.Value));

    /// <summary>Whether a value that is missing is missed: the metric is compared, or fails its case.</summary>
    public static bool IsDecisive(this Metric metric) => metric.IsGated || metric.Decides;
}
