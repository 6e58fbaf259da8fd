using System.Runtime.InteropServices;

namespace LlmEval.Statistics;

/// <summary>Adds up what belongs together.</summary>
internal static class ClusterSums
{
    /// <summary>The sum of each cluster, in the order in which the clusters appear.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double[] Of(ReadOnlySpan<double> values, ReadOnlySpan<int> clusters, double less = 0)
    {
        if (values.Length != clusters.Length) { throw new ArgumentException("Each difference needs its cluster.", nameof(clusters)); }

        Dictionary<int, int> places = [];
        List<double> sums = [];
        for (int i = 0; i < values.Length; i++)
        {
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, clusters[i], out bool known);
            if (!known)
            {
                place = sums.Count;
                sums.Add(0);
            }

            sums[place] += values[i] - less;
        }

        return [.. sums];
    }
}
