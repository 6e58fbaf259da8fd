using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>One metric over the compared cases: what a rule judges.</summary>
internal sealed record PairedMetric
{
    public required Metric Metric { get; init; }

    /// <summary>Column of the metric in the rows of <see cref="Cases"/>.</summary>
    public required int Column { get; init; }

    /// <summary>Column of the metric in the rows of <see cref="Partners"/>.</summary>
    public required int PartnerColumn { get; init; }

    /// <summary>The compared cases, sorted ordinally by id; rows from <see cref="FirstSamples"/> on are fresh.</summary>
    public required CaseScores[] Cases { get; init; }

    /// <summary>The same cases in the baseline.</summary>
    public required CaseScores[] Partners { get; init; }

    /// <summary>Whether the answers of a case cannot have changed: its difference is exactly 0, whatever rows it has, and nothing is drawn for it.</summary>
    public required bool[] IsSame { get; init; }

    public required int FirstSamples { get; init; }

    /// <summary>Mean of each compared case in the baseline.</summary>
    public required double[] Before { get; init; }

    /// <summary>Mean of each compared case now.</summary>
    public required double[] Now { get; init; }

    /// <summary>The cluster of each compared case; null when each is its own.</summary>
    public int[]? Clusters { get; init; }

    public int Count => Cases.Length;

    public int Changes => IsSame.AsSpan().Count(false);

    /// <summary>1 when larger is better, else -1.</summary>
    public double Sign => Metric.HigherIsBetter ? 1 : -1;

    public bool IsShare => Metric.IsBinary || Metric.Unit is "pass" or "ratio";

    /// <summary>Means and differences as they are, in the metric's unit.</summary>
    public double MeanBefore => Count == 0 ? double.NaN : Before.Sum() / Count;

    public double MeanNow => Count == 0 ? double.NaN : Now.Sum() / Count;

    /// <summary>What a share of the whole is in the metric's unit: of 1, or of the baseline's mean.</summary>
    public double Scale => IsShare ? 1 : Math.Abs(MeanBefore);

    /// <summary>Now minus before, case by case; positive is better when <paramref name="oriented"/>.</summary>
    public double[] Differences(bool oriented)
    {
        double sign = oriented ? Sign : 1;
        double[] differences = new double[Count];
        for (int i = 0; i < differences.Length; i++) { differences[i] = sign * (Now[i] - Before[i]); }

        return differences;
    }

    /// <summary>The test on the differences as they are; null with fewer than two cases or clusters.</summary>
    public PairedTResult? Test() => Clusters is null ? PairedT.Test(Differences(oriented: false)) : PairedT.Test(Differences(oriented: false), Clusters);

    /// <summary>Indices of the cases that got worse (sign -1) or better (sign 1): the largest change first, then by id.</summary>
    public int[] Changed(int sign)
    {
        double[] differences = Differences(oriented: true);
        int[] changed = new int[Count];
        int count = 0;
        for (int i = 0; i < differences.Length; i++)
        {
            if (Math.Sign(differences[i]) == sign) { changed[count++] = i; }
        }

        int[] sorted = changed[..count];
        Array.Sort(sorted, (a, b) => Math.Abs(differences[b]).CompareTo(Math.Abs(differences[a])) is not 0 and int larger ? larger : a.CompareTo(b));
        return sorted;
    }

    public List<string> Ids(IEnumerable<int> indices) => [.. indices.Select(i => Cases[i].Id)];
}
