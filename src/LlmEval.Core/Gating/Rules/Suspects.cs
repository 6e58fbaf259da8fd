using System.Globalization;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// Cases that look lost by their first samples, over all metrics of a suite. Each is judged by fresh samples that the suspicion did not see, against those that the baseline held back:
/// Fisher's exact test where samples pass or fail, Mann and Whitney's where they are graded; corrected for all suspects (Holm).
/// </summary>
internal sealed class Suspects
{
    private readonly IReadOnlyList<PairedMetric> _metrics;
    private readonly GateInput _input;
    private readonly int _heldBackFrom;
    private readonly int _heldBackTo;
    private readonly List<Suspect> _all = [];
    private int _counted;

    private readonly record struct Suspect(int Metric, int Case, double Fall, bool MustPass);

    private Suspects(IReadOnlyList<PairedMetric> metrics, GateInput input, int baselineFirst, int heldBack)
    {
        (_metrics, _input) = (metrics, input);
        (_heldBackFrom, _heldBackTo) = heldBack > 0 ? (baselineFirst, baselineFirst + heldBack) : (0, baselineFirst);
    }

    /// <summary>Finds the suspects, and asks for the fresh samples that they lack.</summary>
    public static Suspects Of(IReadOnlyList<PairedMetric> metrics, GateInput input, int baselineFirst, int heldBack, List<SampleRequest> needs)
    {
        Suspects suspects = new(metrics, input, baselineFirst, heldBack);
        for (int m = 0; m < metrics.Count; m++) { suspects.Find(m); }

        // Must-pass cases go first: somebody said that each of them matters.
        suspects._all.Sort((a, b) => a.MustPass != b.MustPass ? b.MustPass.CompareTo(a.MustPass) : a.Fall != b.Fall ? b.Fall.CompareTo(a.Fall)
            : a.Metric != b.Metric ? a.Metric.CompareTo(b.Metric) : a.Case.CompareTo(b.Case));
        if (suspects._all.Count > ErrorBudget.MostSuspects) { suspects._all.RemoveRange(ErrorBudget.MostSuspects, suspects._all.Count - ErrorBudget.MostSuspects); }

        // All of them count, also those that no fresh sample could confirm: which these are is seen in the samples that were held back, with which the others are tested.
        suspects._counted = suspects._all.Count;
        suspects._all.RemoveAll(s => !suspects.CanBeConfirmed(metrics[s.Metric], s.Case));
        foreach (Suspect suspect in suspects._all)
        {
            CaseScores item = metrics[suspect.Metric].Cases[suspect.Case];
            int wanted = metrics[suspect.Metric].FirstSamples + input.Sampling.ConfirmCase;
            if (input.CanDraw && item.Samples.Count < wanted) { needs.Add(new SampleRequest(item.Id, item.Samples.Count, wanted - item.Samples.Count)); }
        }

        return suspects;
    }

    /// <summary>Judges them all; one list a metric, in order of their p-values.</summary>
    /// <param name="budget">What may be spent on single cases.</param>
    /// <param name="cells">Counts fresh samples a metric: those without a value, and all.</param>
    /// <param name="undecided">Set for a metric of which a suspect has no majority of fresh values: it is neither cleared nor lost.</param>
    public List<SuspectVerdict>[] Judge(ErrorBudget budget, (int Unscored, int Cells)[] cells, bool[] undecided)
    {
        double[] p = new double[_all.Count];
        string[] counts = new string[_all.Count];
        for (int s = 0; s < p.Length; s++)
        {
            Suspect suspect = _all[s];
            PairedMetric pairs = _metrics[suspect.Metric];
            IReadOnlyList<ScoreCell[]> rows = pairs.Cases[suspect.Case].Samples;
            int first = pairs.FirstSamples, end = first + _input.Sampling.ConfirmCase;
            double[] fresh = CaseMeans.Values(rows, pairs.Column, first, end);
            double[] held = CaseMeans.Values(pairs.Partners[suspect.Case].Samples, pairs.PartnerColumn, _heldBackFrom, _heldBackTo);
            int unscored = CaseMeans.Of(rows, pairs.Column, first, end).Unscored;
            cells[suspect.Metric].Unscored += unscored;
            cells[suspect.Metric].Cells += fresh.Length + unscored;
            undecided[suspect.Metric] |= unscored > fresh.Length;
            (p[s], counts[s]) = pairs.Metric.IsBinary ? Binary(pairs, fresh, held) : Graded(pairs, fresh, held);
        }

        double[] adjusted = Holm.Adjust([.. p, .. Enumerable.Repeat(1.0, _counted - p.Length)]);
        List<SuspectVerdict>[] verdicts = new List<SuspectVerdict>[_metrics.Count];
        for (int m = 0; m < verdicts.Length; m++) { verdicts[m] = []; }

        for (int s = 0; s < p.Length; s++)
        {
            double build = Math.Min(1, adjusted[s] * _input.Family);
            verdicts[_all[s].Metric].Add(new SuspectVerdict(_metrics[_all[s].Metric].Cases[_all[s].Case].Id, p[s], build, build <= budget.Case, counts[s]));
        }

        foreach (List<SuspectVerdict> list in verdicts)
        {
            list.Sort((a, b) => a.PValue != b.PValue ? a.PValue.CompareTo(b.PValue) : string.CompareOrdinal(a.CaseId, b.CaseId));
        }

        return verdicts;
    }

    private void Find(int metric)
    {
        PairedMetric pairs = _metrics[metric];
        // Where the baseline's mean is 0, as of something that is counted and never happened, every fall is a large one.
        double least = (ErrorBudget.SuspectFall * pairs.Scale) - 1e-9;
        for (int i = 0; i < pairs.Count; i++)
        {
            double fall = pairs.Sign * (pairs.Before[i] - pairs.Now[i]);
            if (fall <= 1e-9 || pairs.IsSame[i]) { continue; }

            bool mustPass = pairs.Cases[i].MustPass;
            if (mustPass || fall >= least) { _all.Add(new Suspect(metric, i, pairs.Scale > 0 ? fall / pairs.Scale : fall, mustPass)); }
        }
    }

    /// <summary>Whether the worst that fresh samples can show would be enough: nothing is drawn for a case that cannot be confirmed.</summary>
    private bool CanBeConfirmed(PairedMetric pairs, int index)
    {
        double[] held = CaseMeans.Values(pairs.Partners[index].Samples, pairs.PartnerColumn, _heldBackFrom, _heldBackTo);
        int good = pairs.Metric.IsBinary ? Good(pairs, held) : held.Length;
        return FisherExact.Fewer(0, _input.Sampling.ConfirmCase, good, held.Length) * _input.Family <= _input.Plan.Regression.Budget.Case;
    }

    private static (double P, string Counts) Binary(PairedMetric pairs, double[] fresh, double[] held)
    {
        int now = Good(pairs, fresh), then = Good(pairs, held);
        return (FisherExact.Fewer(now, fresh.Length, then, held.Length),
            string.Create(CultureInfo.InvariantCulture, $"passed {now} of {fresh.Length}, was {then} of {held.Length}"));
    }

    private static int Good(PairedMetric pairs, double[] values)
    {
        int good = 0;
        foreach (double value in values) { good += value >= 0.5 == pairs.Metric.HigherIsBetter ? 1 : 0; }

        return good;
    }

    private static (double P, string Counts) Graded(PairedMetric pairs, double[] fresh, double[] held)
    {
        if (fresh.Length == 0 || held.Length == 0) { return (1, "no fresh value"); }

        double[] now = [.. fresh.Select(v => pairs.Sign * v)], then = [.. held.Select(v => pairs.Sign * v)];
        return (MannWhitney.PLess(now, then), string.Create(CultureInfo.InvariantCulture,
            $"mean {MetricText.Value(pairs.Metric, fresh.Average())} of {fresh.Length}, was {MetricText.Value(pairs.Metric, held.Average())} of {held.Length}"));
    }
}
