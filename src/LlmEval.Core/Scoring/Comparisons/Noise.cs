using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Comparisons;

/// <summary>A distance between prompts, and what of it the same prompt shows when it is asked again.</summary>
/// <param name="Value">The distance.</param>
/// <param name="Floor">The A/A noise floor; null when nothing was sampled twice.</param>
/// <param name="PGreater">One-sided p-value of "the distance is above the floor"; null with fewer than two templates.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Noise(double Value, double? Floor, double? PGreater)
{
    /// <summary>The chance to call noise a difference.</summary>
    public const double Alpha = 0.05;

    /// <summary>What is above the floor; all of it when the floor is unknown.</summary>
    public double Excess => Value - (Floor ?? 0);

    /// <summary>
    /// Whether it keeps a bound: true when what is above the floor does, or cannot be told from noise; null when it depends on a floor that was not measured.
    /// </summary>
    /// <param name="bound">The largest excess that passes.</param>
    /// <param name="adjusted"><see cref="PGreater"/> after the correction for several comparisons; null with fewer than two templates.</param>
    public bool? Keeps(double bound, double? adjusted)
    {
        // Rounding must not fail what is exactly on the bound.
        if (Excess <= bound + 1e-12) { return true; }

        if (Floor is null) { return null; }

        return Floor > 0 && adjusted is { } p && p > Alpha;
    }
}
