using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Gating.Rules;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating;

/// <summary>Judges the metrics of one suite, one after the other: unscored, floor, comparison with the baseline.</summary>
internal sealed class MetricJudge(GateInput input, CaseScores[] cases, Pairing pairing, int first, bool matches)
{
    private readonly MetricColumn _now = new(cases, first);
    private readonly TagSlices? _slices = TagSlices.Of(cases);
    private readonly int[]? _clusters = ClustersOf(cases);
    private MetricColumn? _then;

    /// <summary>Judges all metrics; adds the fresh samples that they need to <paramref name="needs"/>.</summary>
    public List<MetricVerdict> Judge(List<SampleRequest> needs)
    {
        List<MetricVerdict> verdicts = [];
        List<(int Place, PairedMetric Pairs)> compared = [];
        for (int column = 0; column < input.Metrics.Count; column++)
        {
            verdicts.Add(Prepare(column, out PairedMetric? pairs));
            if (pairs is not null && !matches) { compared.Add((column, pairs)); }
        }

        // How many cases have nothing to judge on both sides together is given to each test, so that it may say which can show a rise at all (Tarone, Biometrics 46 (1990)).
        int tests = verdicts.Count(v => v.NotApplicableBefore + v.NotApplicableNow >= NotApplicableRule.LeastMore);
        double alpha = input.Plan.Regression.Budget.NotApplicable / Math.Max(1.0, (double)tests * input.Family);
        for (int i = 0; i < verdicts.Count; i++)
        {
            if (verdicts[i] is { NotApplicableBefore: { } was, NotApplicableNow: { } @is } v && NotApplicableRule.Rose(was, @is, v.NotApplicableOf, alpha)) { verdicts[i] = v with { NotApplicableRose = true }; }
        }

        foreach (IGrouping<IRegressionRule, (int Place, PairedMetric Pairs)> group in compared.GroupBy(c => RegressionRules.For(c.Pairs.Metric, input)))
        {
            (int Place, PairedMetric Pairs)[] metrics = [.. group];
            RuleResult[] results = group.Key.Judge([.. metrics.Select(m => m.Pairs)], input, needs);
            for (int i = 0; i < results.Length; i++) { verdicts[metrics[i].Place] = Judged(verdicts[metrics[i].Place], group.Key, results[i]); }
        }

        return verdicts;
    }

    /// <summary>One metric as far as it is judged alone, and its pairs where it is to be compared.</summary>
    private MetricVerdict Prepare(int column, out PairedMetric? compared)
    {
        compared = null;
        Metric metric = input.Metrics[column];
        MetricColumn now = _now.Of(column);
        MetricVerdict verdict = Floored(metric, now);
        bool isCompared = input.Plan.Regression.Compares(metric);
        if (verdict.State == MetricState.Unscored || !isCompared) { return verdict; }

        int before = input.Baseline?.IndexOfMetric(metric.Name) ?? -1;
        if (before < 0) { return verdict with { State = MetricState.New }; }

        if (!string.Equals(input.Baseline!.Metrics[before].ScorerKey, metric.ScorerKey, StringComparison.Ordinal))
        {
            return verdict with { State = MetricState.Incomparable };
        }

        MetricColumn then = (_then ??= new MetricColumn(input.Baseline.Cases, input.Plan.Regression.Rule == RegressionRule.Deterministic ? 1 : input.Baseline.FirstSamples)).Of(before);
        if (!matches) { verdict = WithNotApplicable(verdict, now, then); }

        PairedMetric pairs = Pair(metric, column, before, now, then);
        if (pairs.Count == 0)
        {
            // A filter may leave out every case that can be compared. Without one, values that are gone are not a pass.
            bool isGone = then.ValuedCases > 0 && !input.IsPartial;
            return verdict with
            {
                State = isGone ? MetricState.Incomparable : now.ValuedCases > 0 ? MetricState.New : MetricState.NotApplicable,
            };
        }

        compared = pairs;
        return Compared(verdict with { State = MetricState.Unchanged, Paired = pairs.Count }, pairs);
    }

    private static MetricVerdict Compared(MetricVerdict verdict, PairedMetric pairs)
    {
        PairedTResult? test = pairs.Test();
        return verdict with
        {
            BaselineMean = pairs.MeanBefore,
            CurrentMean = pairs.MeanNow,
            Difference = test?.Mean ?? pairs.MeanNow - pairs.MeanBefore,
            IntervalLower = test?.Lower,
            IntervalUpper = test?.Upper,
        };
    }

    private static MetricVerdict Judged(MetricVerdict verdict, IRegressionRule rule, RuleResult result) =>
        (result.Pooled is { } pooled ? Compared(verdict, pooled) : verdict) with
        {
            State = result.State,
            MeanFell = result.MeanFell,
            Rule = rule.Name,
            PValue = result.PValue,
            AdjustedPValue = result.AdjustedPValue,
            Alpha = result.Alpha,
            ScreenPValue = result.ScreenPValue,
            ConfirmPValue = result.ConfirmPValue,
            FreshDifference = result.FreshDifference,
            SamplesUsed = result.SamplesUsed,
            Suspects = result.Suspects,
            Allowance = result.Allowance,
            Lost = result.Lost,
            Won = result.Won,
            Unstable = result.Unstable,
            UnscoredSamples = verdict.UnscoredSamples + result.FreshUnscored,
            Samples = verdict.Samples + result.FreshCells,
        };

    private MetricVerdict Floored(Metric metric, MetricColumn now)
    {
        // Two of three are within "two samples" and still leave next to nothing to judge.
        bool isMostly = metric.IsDecisive() && now.UnscoredCells > now.ScoredCells;
        bool isUnscored = isMostly || (metric.IsGated && now.UnscoredCells > Math.Max(0.02 * now.Cells, 2));
        Floor? floor = input.Plan.Floors.FirstOrDefault(f => string.Equals(f.Metric, metric.Name, StringComparison.Ordinal));
        double? mean = now.ValuedCases == 0 ? null : now.OverallMean;
        IReadOnlyList<SliceScore> slices = _slices?.Means(now) ?? [];

        // A floor speaks of the whole suite, so that a part neither keeps nor breaks it; no value at all does not keep it.
        // Where a model judges, its bias is in the mean, so that a floor needs a judge that agrees with itself and with humans.
        bool isFloored = !input.IsPartial && !isUnscored && input.HoldsBounds(metric.Name) && TimesHere.MayJudge(input, metric);
        return new MetricVerdict
        {
            Metric = metric,
            State = isUnscored ? MetricState.Unscored : MetricState.NotCompared,
            Mean = mean,
            Cases = now.ValuedCases,
            NotApplicableCases = now.NotApplicableCases,
            UnscoredSamples = now.UnscoredCells,
            Samples = now.Cells,
            Floor = floor?.Value,
            FloorHolds = floor?.Value is { } bound && isFloored ? mean is { } value && metric.Keeps(value, bound) : null,
            Judge = input.JudgeOf(metric.Name),
            Slices = slices,
            Slice = SliceVerdict.Of(floor, metric, slices, isFloored),
        };
    }

    /// <summary>Counts the compared cases in which there was and is nothing to judge.</summary>
    private MetricVerdict WithNotApplicable(MetricVerdict verdict, MetricColumn now, MetricColumn then)
    {
        int of = 0, before = 0, after = 0;
        for (int i = 0; i < cases.Length; i++)
        {
            if (pairing.Partner[i] is not (>= 0 and int partner)) { continue; }

            (CellState was, CellState @is) = (then.States[partner], now.States[i]);
            if (was is not (CellState.Scored or CellState.NotApplicable) || @is is not (CellState.Scored or CellState.NotApplicable)) { continue; }

            of++;
            before += was == CellState.NotApplicable ? 1 : 0;
            after += @is == CellState.NotApplicable ? 1 : 0;
        }

        return of == 0 ? verdict : verdict with
        {
            NotApplicableBefore = before,
            NotApplicableNow = after,
            NotApplicableOf = of,
        };
    }

    private PairedMetric Pair(Metric metric, int column, int before, MetricColumn now, MetricColumn then)
    {
        int count = 0;
        for (int i = 0; i < cases.Length; i++) { count += IsPaired(i, now, then) ? 1 : 0; }

        CaseScores[] paired = new CaseScores[count], partners = new CaseScores[count];
        bool[] same = new bool[count];
        double[] was = new double[count], @is = new double[count];
        int[]? clusters = _clusters is null ? null : new int[count];
        for (int i = 0, p = 0; i < cases.Length; i++)
        {
            if (!IsPaired(i, now, then)) { continue; }

            int partner = pairing.Partner[i];
            (paired[p], partners[p], was[p]) = (cases[i], input.Baseline!.Cases[partner], then.Means[partner]);

            // Answers that cannot have changed are those of the baseline, whatever rows the case came with.
            same[p] = !input.IsAfresh && cases[i].HasKeysOf(partners[p]);
            @is[p] = same[p] ? was[p] : now.Means[i];
            if (clusters is not null) { clusters[p] = _clusters![i]; }

            p++;
        }

        return new PairedMetric
        {
            Metric = metric,
            Column = column,
            PartnerColumn = before,
            FirstSamples = first,
            Cases = paired,
            Partners = partners,
            IsSame = same,
            Before = was,
            Now = @is,
            Clusters = clusters,
        };
    }

    /// <summary>A number for each case's cluster, alone for those that have none; null when no two cases share one.</summary>
    private static int[]? ClustersOf(CaseScores[] cases)
    {
        Dictionary<string, int>? known = null;
        int[] numbers = new int[cases.Length];
        bool shared = false;
        for (int i = 0; i < cases.Length; i++)
        {
            numbers[i] = i;
            if (cases[i].Cluster is not { } name) { continue; }

            known ??= new Dictionary<string, int>(StringComparer.Ordinal);
            if (!known.TryAdd(name, i)) { (numbers[i], shared) = (known[name], true); }
        }

        return shared ? numbers : null;
    }

    private bool IsPaired(int index, MetricColumn now, MetricColumn then) =>
        pairing.Partner[index] >= 0
        && now.States[index] == CellState.Scored
        && then.States[pairing.Partner[index]] == CellState.Scored;
}
