using LlmEval.Gating.Baselines;
using LlmEval.Gating.Rules;
using LlmEval.Model;

namespace LlmEval.Gating.Sensitivity;

/// <summary>What decides how much a comparison of one metric can see: how its samples vary within a case, and how its cases did.</summary>
internal sealed class MetricSpread
{
    private MetricSpread(Metric metric, int cases) => (Metric, Values) = (metric, new List<(double First, double Rate, int Good, int Held)>(cases));

    public Metric Metric { get; }

    /// <summary>Each case: mean of its first samples, mean of all, how many of those that a suspect is compared with are good, and how many those are.</summary>
    public List<(double First, double Rate, int Good, int Held)> Values { get; }

    /// <summary>Cases with a value.</summary>
    public int Cases => Values.Count;

    /// <summary>Clusters of those cases, or as many as there are cases.</summary>
    public int Units { get; private set; }

    /// <summary>Mean over cases; oriented to pass where it is pass or fail.</summary>
    public double Mean { get; private set; }

    /// <summary>Mean variance of the samples of a case, of the baseline and of now together.</summary>
    public double Within { get; private set; }

    public bool IsShare => Metric.IsBinary || Metric.Unit is "pass" or "ratio";

    /// <summary>What a share of the whole is in the metric's unit.</summary>
    public double Scale => IsShare ? 1 : Math.Abs(Mean);

    /// <summary>Variance of the samples of a case once all cases fell: a rate of passes that falls from 1 begins to vary.</summary>
    public double WithinAfter(double fall) => !Metric.IsBinary ? Within : Math.Max(1e-9, Within + (fall * ((2 * Mean) - 1)) - (fall * fall));

    /// <summary>Measures a metric; null where no case has a value.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="baseline">The baseline.</param>
    /// <param name="column">Its column there.</param>
    /// <param name="clusters">The cluster of each case of the baseline, or null.</param>
    /// <param name="now">The present cases with their rows, or none.</param>
    /// <param name="columnNow">The metric's column there.</param>
    public static MetricSpread? Of(Metric metric, Baseline baseline, int column, IReadOnlyDictionary<string, string>? clusters, IReadOnlyList<CaseScores> now, int columnNow)
    {
        MetricSpread spread = new(metric, baseline.Cases.Count);
        HashSet<string>? seen = clusters is null ? null : new(StringComparer.Ordinal);
        int first = baseline.FirstSamples, all = first + (baseline.HasHeldBack ? baseline.HeldBackSamples : 0);
        int heldFrom = all > first ? first : 0;
        double variances = 0, sum = 0;
        int varied = 0;
        foreach (CaseScores item in baseline.Cases)
        {
            var a = CaseMeans.Of(item.Samples, column, 0, first);
            var whole = CaseMeans.Of(item.Samples, column, 0, all);
            if (a.Count == 0) { continue; }

            int good = 0, held = 0;
            for (int r = heldFrom; r < Math.Min(all, item.Samples.Count); r++)
            {
                ScoreCell cell = item.Samples[r][column];
                if (cell.State != CellState.Scored) { continue; }

                held++;
                good += metric.IsBinary ? (cell.Value >= 0.5 == metric.HigherIsBetter ? 1 : 0) : cell.Value > 0 ? 1 : 0;
            }

            bool turned = metric.IsBinary && !metric.HigherIsBetter;
            double rate = whole.Sum / whole.Count, begin = a.Sum / a.Count;
            spread.Values.Add((turned ? 1 - begin : begin, turned ? 1 - rate : rate, good, held));
            sum += turned ? 1 - rate : rate;
            if (Variance(item.Samples, column, all) is { } variance)
            {
                variances += variance;
                varied++;
            }

            seen?.Add(clusters!.TryGetValue(item.Id, out string? cluster) ? cluster : "\0" + item.Id);
        }

        if (spread.Cases == 0) { return null; }

        spread.Units = seen?.Count ?? spread.Cases;
        spread.Mean = sum / spread.Cases;
        foreach (CaseScores item in now)
        {
            if (Variance(item.Samples, columnNow, item.Samples.Count) is not { } variance) { continue; }

            variances += variance;
            varied++;
        }

        // One sample a case cannot tell how it varies; as much as it can is the safe answer.
        spread.Within = varied > 0 ? variances / varied : metric.IsBinary ? spread.Mean * (1 - spread.Mean) : spread.Values.Select(v => (v.First - spread.Mean) * (v.First - spread.Mean)).Sum() / spread.Cases;
        return spread;
    }

    private static double? Variance(IReadOnlyList<ScoreCell[]> rows, int column, int count)
    {
        double sum = 0, squares = 0;
        int n = 0;
        for (int r = 0; r < Math.Min(count, rows.Count); r++)
        {
            ref readonly ScoreCell cell = ref rows[r][column];
            if (cell.State != CellState.Scored || !double.IsFinite(cell.Value)) { continue; }

            double step = cell.Value - sum;
            n++;
            sum += step / n;
            squares += step * (cell.Value - sum);
        }

        return n < 2 ? null : squares / (n - 1);
    }
}
