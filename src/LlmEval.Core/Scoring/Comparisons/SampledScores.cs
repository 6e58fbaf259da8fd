using LlmEval.Model;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Scoring.Comparisons;

/// <summary>What a metric says of the samples of one case; samples without a score are left out.</summary>
/// <param name="Values">The raw scores.</param>
/// <param name="Labels">What is compared as equal or not: passed or failed, or what the answer said.</param>
/// <param name="Passed">Whether each passed.</param>
/// <param name="IsDeterministic">Whether another sample would be the same.</param>
internal sealed record SampledScores(double[] Values, string[] Labels, bool[] Passed, bool IsDeterministic)
{
    /// <summary>The share that passed.</summary>
    public double PassRate => (double)Passed.Count(p => p) / Passed.Length;

    /// <summary>The scores of a case; null when no sample has one.</summary>
    /// <param name="scored">The case.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="byActual">Whether labels are what the answers said, where the check tells it.</param>
    public static SampledScores? Of(ScoredCase scored, string metric, bool byActual = false)
    {
        List<double> values = [];
        List<string> labels = [];
        List<bool> passed = [];
        for (int i = 0; i < scored.Samples.Count; i++)
        {
            if (scored.Find(i, metric) is not { Outcome: ScoreOutcome.Scored } score) { continue; }

            values.Add(score.Value);
            labels.Add((byActual ? score.Actual : null) ?? (score.Passed ? "passed" : "failed"));
            passed.Add(score.Passed);
        }

        return values.Count == 0 ? null : new SampledScores([.. values], [.. labels], [.. passed], scored.IsDeterministic);
    }
}
