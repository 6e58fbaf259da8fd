using LlmEval.Scoring.Comparisons;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>
/// Distances of whole groups. A group's scores of one sample number are one set; the distance is the mean over all pairs of sets of the two groups, and the floor the mean over
/// pairs of different sample numbers of one group, so that both are of sets of one size.
/// </summary>
internal static class ParityDistance
{
    /// <summary>Sample numbers that are looked at: 12 give 144 pairs of sets.</summary>
    private const int MaxSets = 12;

    /// <summary>Weak parity: the difference of the shares that pass. Its noise is that of the paired differences.</summary>
    public static Noise Weak(Comparison pairs) => Of(
        Sets(pairs.Pairs.Select(p => p.A), static s => [.. s.Passed.Select(x => x ? 1.0 : 0)]),
        Sets(pairs.Pairs.Select(p => p.B), static s => [.. s.Passed.Select(x => x ? 1.0 : 0)]),
        static (a, b) => Math.Abs(a.Average() - b.Average()),
        IsDeterministic(pairs),
        pairs.Test((a, b) => a.PassRate - b.PassRate)?.PTwoSided);

    /// <summary>Strong parity: Wasserstein-1 of the scores. Pairs that are no further apart than samples of one prompt cannot make their groups differ.</summary>
    public static Noise Strong(Comparison pairs) => Of(
        Sets(pairs.Pairs.Select(p => p.A), static s => s.Values),
        Sets(pairs.Pairs.Select(p => p.B), static s => s.Values),
        static (a, b) => Wasserstein.Distance(a, b),
        IsDeterministic(pairs),
        pairs.Against(Distances.Values, Distances.ValueFloor).PGreater);

    private static bool IsDeterministic(Comparison pairs) => pairs.Pairs.All(p => p.A.IsDeterministic && p.B.IsDeterministic);

    private static Noise Of(List<double[]> a, List<double[]> b, Func<double[], double[], double> distance, bool isDeterministic, double? p)
    {
        double[] cross = [.. a.SelectMany(_ => b, distance)];
        double[] within = [.. Within(a, distance), .. Within(b, distance)];
        return new Noise(cross.Average(), isDeterministic ? 0 : within.Length == 0 ? null : within.Average(), p);
    }

    private static IEnumerable<double> Within(List<double[]> sets, Func<double[], double[], double> distance)
    {
        for (int i = 0; i < sets.Count; i++)
        {
            for (int j = i + 1; j < sets.Count; j++) { yield return distance(sets[i], sets[j]); }
        }
    }

    private static List<double[]> Sets(IEnumerable<SampledScores> scores, Func<SampledScores, double[]> of)
    {
        List<List<double>> sets = [];
        foreach (double[] values in scores.Select(of))
        {
            for (int i = 0; i < Math.Min(values.Length, MaxSets); i++)
            {
                if (i == sets.Count) { sets.Add([]); }

                sets[i].Add(values[i]);
            }
        }

        // A set that few prompts are in, because samples could not be scored, would be a set of other prompts.
        return [.. sets.Where(s => s.Count * 2 > sets[0].Count).Select(s => s.Order().ToArray())];
    }
}
