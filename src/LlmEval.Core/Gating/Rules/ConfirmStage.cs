using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>The second stage of one metric: what fresh samples say, case by case.</summary>
internal sealed class ConfirmStage
{
    private ConfirmStage(int cases) => (Fresh, NowAll, BeforeAll) = (new double[cases], new double[cases], new double[cases]);

    /// <summary>Fresh mean minus the mean of what the baseline held back, oriented so that below 0 is worse; NaN where either has no value.</summary>
    public double[] Fresh { get; }

    /// <summary>Mean of each case over all its samples.</summary>
    public double[] NowAll { get; }

    /// <summary>Mean of each case over all samples of the baseline.</summary>
    public double[] BeforeAll { get; }

    public int Unscored { get; private set; }

    public int Cells { get; private set; }

    /// <summary>Takes the samples apart. A sample without a value is evidence neither for a fall nor against one.</summary>
    /// <param name="pairs">The metric.</param>
    /// <param name="confirm">Fresh samples of a case.</param>
    /// <param name="baselineFirst">First samples of the baseline.</param>
    /// <param name="heldBack">Samples that it held back.</param>
    public static ConfirmStage Of(PairedMetric pairs, int confirm, int baselineFirst, int heldBack)
    {
        ConfirmStage stage = new(pairs.Count);
        int first = pairs.FirstSamples;
        for (int i = 0; i < pairs.Count; i++)
        {
            (stage.BeforeAll[i], stage.NowAll[i]) = (pairs.Before[i], pairs.Now[i]);
            if (pairs.IsSame[i]) { continue; }

            var now = CaseMeans.Of(pairs.Cases[i].Samples, pairs.Column, first, first + confirm);
            var then = CaseMeans.Of(pairs.Partners[i].Samples, pairs.PartnerColumn, baselineFirst, baselineFirst + heldBack);
            stage.Unscored += now.Unscored;
            stage.Cells += now.Unscored + now.Count;
            stage.Fresh[i] = now.Count == 0 || then.Count == 0 ? double.NaN : pairs.Sign * ((now.Sum / now.Count) - (then.Sum / then.Count));
            var before = CaseMeans.Of(pairs.Partners[i].Samples, pairs.PartnerColumn, 0, baselineFirst + heldBack);
            var all = CaseMeans.Of(pairs.Cases[i].Samples, pairs.Column, 0, first + confirm);
            if (before.Count > 0 && all.Count > 0) { (stage.BeforeAll[i], stage.NowAll[i]) = (before.Sum / before.Count, all.Sum / all.Count); }
        }

        return stage;
    }

    /// <summary>Correlation of both stages' differences over cases, or of their sums over clusters, of those that changed; 0 where either does not vary.</summary>
    public double Correlation(PairedMetric pairs)
    {
        List<double> first = new(pairs.Count), second = new(pairs.Count);
        List<int>? clusters = pairs.Clusters is null ? null : [];
        for (int i = 0; i < pairs.Count; i++)
        {
            if (double.IsNaN(Fresh[i]) || pairs.IsSame[i]) { continue; }

            first.Add(pairs.Sign * (pairs.Now[i] - pairs.Before[i]));
            second.Add(Fresh[i]);
            clusters?.Add(pairs.Clusters![i]);
        }

        if (first.Count < 2) { return 0; }

        double mean1 = first.Average(), mean2 = second.Average();
        double[] x = [.. first.Select(d => d - mean1)], y = [.. second.Select(d => d - mean2)];
        if (clusters is not null)
        {
            (x, y) = (ClusterSums.Of(x, [.. clusters]), ClusterSums.Of(y, [.. clusters]));
        }

        double xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xx += x[i] * x[i];
            yy += y[i] * y[i];
            xy += x[i] * y[i];
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }
}
