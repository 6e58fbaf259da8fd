using LlmEval.Scoring.OverSuite;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Comparisons;

/// <summary>Judges distances against a bound and their noise floors.</summary>
internal static class NoiseJudge
{
    /// <summary>
    /// Whether all distances keep the bound (see <see cref="Noise.Keeps"/>), those above it corrected by Holm. The result without a value where the answer depends on a
    /// floor that was not measured.
    /// </summary>
    /// <param name="result">The result so far.</param>
    /// <param name="noises">The distances.</param>
    /// <param name="bound">The largest excess that passes; null to leave the result as it is.</param>
    public static SuiteScorerResult Judge(SuiteScorerResult result, IReadOnlyList<Noise> noises, double? bound)
    {
        if (bound is not { } limit) { return result; }

        double[] adjusted = Holm.Adjust([.. noises.Select(n => n.PGreater ?? 1)]);
        bool?[] keeps = [.. noises.Select((n, i) => n.Keeps(limit, n.PGreater is null ? null : adjusted[i]))];
        if (keeps.Contains(false)) { return result with { Holds = false }; }

        return keeps.Contains(null)
            ? SuiteScorerResult.Unscored($"{result.Reason}. Whether that is above {Figures.Of(limit)} for more than noise cannot be told from one sample of each prompt") with { Tables = result.Tables }
            : result with { Holds = true };
    }
}
