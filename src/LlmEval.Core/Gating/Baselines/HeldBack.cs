using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>Adds to a candidate the samples that it holds back.</summary>
internal static class HeldBack
{
    /// <summary>The candidate with further rows of each case.</summary>
    /// <param name="candidate">The candidate, first samples only.</param>
    /// <param name="rows">Scored rows of each case by its id, with cells in the order of the metrics.</param>
    /// <param name="samples">How many each case has.</param>
    /// <exception cref="ArgumentException">A case has none, or another number.</exception>
    public static Baseline Into(Baseline candidate, IReadOnlyDictionary<string, IReadOnlyList<ScoreCell[]>> rows, int samples)
    {
        CaseScores[] cases = new CaseScores[candidate.Cases.Count];
        SharedRows shared = new();
        for (int i = 0; i < cases.Length; i++)
        {
            CaseScores item = candidate.Cases[i];
            if (!rows.TryGetValue(item.Id, out IReadOnlyList<ScoreCell[]>? held) || held.Count != samples)
            {
                throw new ArgumentException($"Case '{item.Id}' has not {samples} samples that are held back.", nameof(rows));
            }

            cases[i] = item with { Samples = shared.Of(BaselineCandidate.Kept([.. item.Samples.Take(candidate.SamplesPerCase), .. held], candidate.SamplesPerCase + samples)) };
        }

        return candidate with { HeldBackSamples = samples, Cases = cases };
    }
}
