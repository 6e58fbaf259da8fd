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
    private MetricColumn? _then;

    /// <summary>Judges one metric; adds the fresh samples that it needs to <paramref name="needs"/>.</summary>
    public MetricVerdict Judge(int column, List<SampleRequest> needs)
    {
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

        MetricColumn then = (_then ??= new MetricColumn(input.Baseline.Cases, input.Baseline.FirstSamples)).Of(before);
        if (!matches) { verdict = WithNotApplicable(verdict, now, then); }

        PairedMetric pairs = Pair(metric, column, now, then);
        if (pairs.Count == 0)
        {
            // A filter may leave out every case that can be compared. Without one, values that are gone are not a pass.
            bool isGone = then.ValuedCases > 0 && !input.IsPartial;
            return verdict with
            {
                State = isGone ? MetricState.Incomparable : now.ValuedCases > 0 ? MetricState.New : MetricState.NotApplicable,
            };
        }

        PairedTResult? test = pairs.Test();
        verdict = verdict with
        {
            State = MetricState.Unchanged,
            Paired = pairs.Count,
            BaselineMean = pairs.MeanBefore,
            CurrentMean = pairs.MeanNow,
            Difference = test?.Mean ?? pairs.MeanNow - pairs.MeanBefore,
            IntervalLower = test?.Lower,
            IntervalUpper = test?.Upper,
        };
        if (matches) { return verdict; }

        IRegressionRule rule = RegressionRules.For(metric, input, input.Baseline);
        RuleResult result = rule.Judge(pairs, input.Plan.Regression);
        needs.AddRange(result.Needs);
        return verdict with
        {
            State = result.State,
            Rule = rule.Name,
            PValue = result.PValue,
            Allowance = result.Allowance,
            Lost = result.Lost,
            Won = result.Won,
            Unstable = result.Unstable,
        };
    }

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
            NotApplicableRose = after > before && NotApplicableRule.Judge(before, after, of).Rose,
        };
    }

    private PairedMetric Pair(Metric metric, int column, MetricColumn now, MetricColumn then)
    {
        int count = 0;
        for (int i = 0; i < cases.Length; i++) { count += IsPaired(i, now, then) ? 1 : 0; }

        PairedMetric pairs = new()
        {
            Metric = metric,
            Column = column,
            FirstSamples = first,
            Cases = new CaseScores[count],
            Before = new double[count],
            Now = new double[count],
        };
        for (int i = 0, p = 0; i < cases.Length; i++)
        {
            if (!IsPaired(i, now, then)) { continue; }

            (pairs.Cases[p], pairs.Before[p], pairs.Now[p]) = (cases[i], then.Means[pairing.Partner[i]], now.Means[i]);
            p++;
        }

        return pairs;
    }

    private bool IsPaired(int index, MetricColumn now, MetricColumn then) =>
        pairing.Partner[index] >= 0
        && now.States[index] == CellState.Scored
        && then.States[pairing.Partner[index]] == CellState.Scored;
}
