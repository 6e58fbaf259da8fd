using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>One metric over the compared cases: what a rule judges.</summary>
internal sealed class PairedMetric
{
    public required Metric Metric { get; init; }

    /// <summary>Column of the metric in the cases' rows.</summary>
    public required int Column { get; init; }

    /// <summary>The compared cases, sorted ordinally by id; rows from <see cref="FirstSamples"/> on are fresh.</summary>
    public required CaseScores[] Cases { get; init; }

    public required int FirstSamples { get; init; }

    /// <summary>Mean of each compared case in the baseline.</summary>
    public required double[] Before { get; init; }

    /// <summary>Mean of each compared case now.</summary>
    public required double[] Now { get; init; }

    public int Count => Cases.Length;

    /// <summary>Means and differences as they are, in the metric's unit.</summary>
    public double MeanBefore => Count == 0 ? double.NaN : Before.Sum() / Count;

    public double MeanNow => Count == 0 ? double.NaN : Now.Sum() / Count;

    /// <summary>Now minus before, case by case; positive is better when <paramref name="oriented"/>.</summary>
    public double[] Differences(bool oriented)
    {
        double sign = oriented && !Metric.HigherIsBetter ? -1 : 1;
        double[] differences = new double[Count];
        for (int i = 0; i < differences.Length; i++) { differences[i] = sign * (Now[i] - Before[i]); }

        return differences;
    }

    /// <summary>The test on the differences as they are; null with fewer than two cases.</summary>
    public PairedTResult? Test() => PairedT.Test(Differences(oriented: false));

    /// <summary>Indices of the cases that got worse (sign -1) or better (sign 1): the largest change first, then by id.</summary>
    public int[] Changed(int sign)
    {
        double[] differences = Differences(oriented: true);
        List<int> changed = [];
        for (int i = 0; i < differences.Length; i++)
        {
            if (Math.Sign(differences[i]) == sign) { changed.Add(i); }
        }

        int[] sorted = [.. changed];
        Array.Sort(sorted, (a, b) => Math.Abs(differences[a]) == Math.Abs(differences[b])
            ? a.CompareTo(b) : Math.Abs(differences[b]).CompareTo(Math.Abs(differences[a])));
        return sorted;
    }

    public List<string> Ids(IEnumerable<int> indices) => [.. indices.Select(i => Cases[i].Id)];
}
