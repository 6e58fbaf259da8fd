using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Scoring.OverSuite;

/// <summary>A case with its first samples and their scores.</summary>
/// <param name="Case">The case.</param>
/// <param name="Samples">The samples, by number.</param>
/// <param name="Scores">The scores of each, in the order of the case's checks, then those of every suite.</param>
public sealed record ScoredCase(EvalCase Case, IReadOnlyList<Sample> Samples, IReadOnlyList<IReadOnlyList<Score>> Scores)
{
    /// <summary>Whether the model gives the same answer whenever it is asked the same, so that one sample is all there is to know.</summary>
    public bool IsDeterministic { get; init; }

    /// <summary>What a metric says of one of the samples; null when the case does not have it.</summary>
    /// <param name="sample">The place of the sample in <see cref="Samples"/>.</param>
    /// <param name="metric">The metric.</param>
    public Score? Find(int sample, string metric)
    {
        foreach (Score score in Scores[sample])
        {
            if (string.Equals(score.Metric, metric, StringComparison.Ordinal)) { return score; }
        }

        return null;
    }
}
