using LlmEval.Statistics;

namespace LlmEval.Scoring.Comparisons;

/// <summary>Pairs of prompts that should be answered alike: a group and its reference, perturbed cases and their originals.</summary>
internal sealed class Comparison
{
    private readonly Dictionary<string, int> _clusters = new(StringComparer.Ordinal);
    private readonly List<int> _clusterOf = [];
    private readonly List<(SampledScores A, SampledScores B)> _pairs = [];

    /// <summary>How many pairs there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>How many independent templates they come from.</summary>
    public int Templates => _clusters.Count;

    /// <summary>The pairs.</summary>
    public IReadOnlyList<(SampledScores A, SampledScores B)> Pairs => _pairs;

    /// <summary>Adds a pair.</summary>
    /// <param name="cluster">The template that it comes from.</param>
    /// <param name="a">The group's, or the perturbed.</param>
    /// <param name="b">The reference's, or the original's.</param>
    public void Add(string cluster, SampledScores a, SampledScores b)
    {
        _clusters.TryAdd(cluster, _clusters.Count);
        _clusterOf.Add(_clusters[cluster]);
        _pairs.Add((a, b));
    }

    /// <summary>Adds the pairs of another comparison.</summary>
    public void Add(Comparison other)
    {
        Dictionary<int, string> names = other._clusters.ToDictionary(c => c.Value, c => c.Key);
        for (int i = 0; i < other.Count; i++) { Add(names[other._clusterOf[i]], other._pairs[i].A, other._pairs[i].B); }
    }

    /// <summary>The mean of a number of each pair.</summary>
    public double Mean(Func<SampledScores, SampledScores, double> of) => _pairs.Average(p => of(p.A, p.B));

    /// <summary>The mean with its test over templates; null with fewer than two templates.</summary>
    public PairedTResult? Test(Func<SampledScores, SampledScores, double> of) =>
        PairedT.Test([.. _pairs.Select(p => of(p.A, p.B))], [.. _clusterOf]);

    /// <summary>A distance of the pairs with its noise floor.</summary>
    public Noise Against(Func<SampledScores, SampledScores, double> distance, Func<SampledScores, SampledScores, double?> floor)
    {
        List<double> excess = [];
        List<int> clusters = [];
        double sum = 0;
        for (int i = 0; i < _pairs.Count; i++)
        {
            (SampledScores a, SampledScores b) = _pairs[i];
            if (floor(a, b) is not { } noise) { continue; }

            sum += noise;
            excess.Add(distance(a, b) - noise);
            clusters.Add(_clusterOf[i]);
        }

        return new Noise(Mean(distance), excess.Count == 0 ? null : sum / excess.Count, PairedT.Test(excess.ToArray(), clusters.ToArray())?.PGreater);
    }
}
