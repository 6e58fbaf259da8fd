using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Budgets;

/// <summary>
/// Judges the bounds of a budget on what the first samples used. A <c>max</c> holds when the value keeps it, as a floor does. A <c>rise</c> is paired by case, so that hard and
/// easy cases do not blur it: it is broken when the median ratio is beyond it by more than chance explains, within <see cref="ErrorBudget.Rise"/>, divided by the bounds and the suites of the build
/// (Student's t over cases with the standard error of a bootstrap). Money is recorded tokens at present prices, in the baseline too, so that a price that
/// was edited is never an old cost.
/// </summary>
internal sealed class BudgetJudge
{
    private const double TwoSided = 0.025;

    /// <summary>A ratio of something to nothing has no logarithm; beyond this all are alike.</summary>
    private const double LongestLog = 50;

    private readonly GateInput _input;
    private readonly bool _matches;
    private readonly List<CaseUsage> _now = [];
    private readonly List<CaseUsage?> _then = [];
    private readonly List<bool> _isSame = [];
    private readonly List<CaseUsage> _before = [];
    private readonly int _pairs;
    private readonly int _silent;

    private BudgetJudge(GateInput input, IReadOnlyList<CaseScores> cases, Pairing pairing, bool matches)
    {
        (_input, _matches) = (input, matches);
        for (int i = 0; i < cases.Count; i++)
        {
            CaseScores? partner = pairing.Partner[i] is >= 0 and int place ? input.Baseline!.Cases[place] : null;
            bool isSame = partner is not null && !input.IsAfresh && partner.HasKeysOf(cases[i]);
            CaseUsage? usage = (matches ? partner?.Usage : cases[i].Usage) ?? (isSame ? partner!.Usage : null);
            if (usage is null) { _silent++; }

            if (usage is not { Answered: > 0 }) { continue; }

            _now.Add(usage);
            _then.Add(partner?.Usage is { Answered: > 0 } ? partner.Usage : null);
            _isSame.Add(isSame);
            if (partner is not null) { _pairs++; }
        }

        if (input.Baseline is { } baseline && baseline.Cases.All(c => c.Usage is { Answered: > 0 })) { _before.AddRange(baseline.Cases.Select(c => c.Usage!)); }
    }

    /// <summary>Judges every bound; nothing where the gate has no budget.</summary>
    public static IReadOnlyList<BudgetVerdict> Judge(GateInput input, IReadOnlyList<CaseScores> cases, Pairing pairing, bool matches)
    {
        if (input.Plan.Budget is not { } budget) { return []; }

        BudgetJudge judge = new(input, cases, pairing, matches);
        return [.. budget.Bounds.Select(judge.Judge)];
    }

    private BudgetVerdict Judge(BudgetBound bound)
    {
        BudgetVerdict verdict = new() { Bound = bound, State = BudgetState.NotJudged, Unit = Unit(bound.Measure), Cases = _now.Count };

        // As a floor, a budget speaks of the whole suite.
        if (_input.IsPartial) { return verdict with { Reason = "of a part of the suite it is not judged" }; }

        if (_silent > 0 || _now.Count == 0) { return verdict with { State = BudgetState.Unknown, Reason = $"of {Names.Count(_silent, "case")} it is not known what the answers used" }; }

        int unknown = _now.Count(u => PerCase(bound.Measure, u) is null);
        if (unknown > 0) { return verdict with { State = BudgetState.Unknown, Reason = Unsaid(bound.Measure, unknown) }; }

        verdict = WithValue(verdict, bound.Measure);
        verdict = WithMax(verdict);
        verdict = WithRise(verdict);
        BudgetState worst = verdict.MaxHolds == false || verdict.RiseHolds == false ? BudgetState.Over : verdict.State;
        return verdict with { State = worst == BudgetState.NotJudged && (verdict.MaxHolds ?? verdict.RiseHolds) is true ? BudgetState.Within : worst };
    }

    private BudgetVerdict WithValue(BudgetVerdict verdict, BudgetMeasure measure)
    {
        double? before = _before.Count > 0 && Overall(measure, _before) is var mean && double.IsFinite(mean) ? mean : null;
        if (measure.Share() is not { } share) { return verdict with { Value = Overall(measure, _now), BaselineValue = before }; }

        SampleQuantile quantile = new([.. _now.Select(u => Times(measure, u)!)], share);
        verdict = verdict with { Value = quantile.Value, BaselineValue = before };
        if (_now.Count < 2) { return verdict; }

        (double lower, double upper) = new CaseBootstrap(_now.Count).Interval(quantile.Of, TwoSided, 1 - TwoSided);
        return verdict with { Lower = lower, Upper = upper };
    }

    private BudgetVerdict WithMax(BudgetVerdict verdict)
    {
        if (verdict.Bound.Max is not { } max) { return verdict; }

        if (verdict.Bound.Measure.IsTime() && !TimesHere.Are(_input))
        {
            return verdict with { State = BudgetState.NotMeasuredHere, Reason = TimesHere.Why(_input) };
        }

        return verdict with { MaxHolds = verdict.Value <= max + (1e-9 * Math.Max(1, max)) };
    }

    private BudgetVerdict WithRise(BudgetVerdict verdict)
    {
        if (verdict.Bound.Rise is not { } rise) { return verdict; }

        if (_input.Baseline is not { } baseline) { return verdict with { Reason = verdict.Reason ?? "there is no baseline over which it could rise" }; }

        if (_matches || (_pairs > 0 && _isSame.Count(same => same) == _pairs)) { return verdict with { Compared = _pairs, Ratio = 1, RatioLower = 1, RiseHolds = true }; }

        BudgetMeasure measure = verdict.Bound.Measure;
        if (measure.IsTime() && (_input.MeasuredOn is null || !string.Equals(baseline.Machine, _input.MeasuredOn, StringComparison.Ordinal)))
        {
            return verdict with { State = BudgetState.NotMeasuredHere, Reason = "the baseline's times and the present ones are not of one machine" };
        }

        List<(CaseUsage Now, CaseUsage Then)> pairs = [];
        for (int i = 0; i < _now.Count; i++)
        {
            CaseUsage? then = _isSame[i] ? _now[i] : _then[i];
            if (then is not null && PerCase(measure, then) is not null) { pairs.Add((_now[i], then)); }
        }

        if (pairs.Count == 0 || pairs.Count < _pairs)
        {
            return verdict with { State = BudgetState.Incomparable, Reason = _pairs == 0 ? "no case is left that could be compared with the baseline" : "the baseline does not say what its answers used" };
        }

        (double log, double error) = measure.Share() is > 0.5 and { } share ? OfQuantiles(measure, share, pairs) : OfMedians(measure, pairs);
        double ratio = Math.Exp(log), alpha = Alpha;
        if (pairs.Count < 2 && !IsFact(measure))
        {
            return verdict with { Compared = pairs.Count, Ratio = ratio, Reason = verdict.Reason ?? "one case cannot tell a rise from chance: bound it by 'max'" };
        }

        double lower = pairs.Count < 2 ? ratio : Math.Exp(log + (error > 0 ? StudentsT.Quantile(alpha, Freedom(measure, pairs)) * error : 0));
        return verdict with { Compared = pairs.Count, Ratio = ratio, RatioLower = lower, Confidence = 1 - alpha, RiseHolds = lower <= 1 + rise + 1e-9 };
    }

    /// <summary>What one bound may spend on false alarms.</summary>
    private double Alpha => _input.Plan.Regression.Budget.Rise / ((double)_input.Plan.Budget!.Bounds.Count(b => b.Rise is not null) * _input.Family);

    /// <summary>Cases but one; of a p95 no more than samples lie beyond it, because it rests on those.</summary>
    private static double Freedom(BudgetMeasure measure, List<(CaseUsage Now, CaseUsage Then)> pairs) => measure.Share() is > 0.5 and { } share
        ? Math.Clamp(Math.Floor((1 - share) * pairs.Sum(p => Times(measure, p.Now)!.Length) + 1e-9), 1, pairs.Count - 1) : pairs.Count - 1;

    /// <summary>Whether a case uses as much each time.</summary>
    private bool IsFact(BudgetMeasure measure) => measure == BudgetMeasure.InputTokensPerCase || (_input.SamplesAreIdentical && !measure.IsTime());

    /// <summary>The median of the cases' ratios, by their logarithms: so that twice and half are equally far from no change.</summary>
    private (double Log, double Error) OfMedians(BudgetMeasure measure, List<(CaseUsage Now, CaseUsage Then)> pairs)
    {
        SampleQuantile median = new([.. pairs.Select(p => (IReadOnlyList<double>)[Log(PerCase(measure, p.Now)!.Value, PerCase(measure, p.Then)!.Value)])], 0.5);
        return (median.Value, new CaseBootstrap(pairs.Count).StandardError(median.Of));
    }

    private static (double Log, double Error) OfQuantiles(BudgetMeasure measure, double share, List<(CaseUsage Now, CaseUsage Then)> pairs)
    {
        SampleQuantile now = new([.. pairs.Select(p => Times(measure, p.Now)!)], share), then = new([.. pairs.Select(p => Times(measure, p.Then)!)], share);
        return (Log(now.Value, then.Value), new CaseBootstrap(pairs.Count).StandardError(counts => Log(now.Of(counts), then.Of(counts))));
    }

    private static double Log(double now, double then) => now == then ? 0 : Math.Clamp(Math.Log(now / then), -LongestLog, LongestLog);

    private double Overall(BudgetMeasure measure, List<CaseUsage> cases)
    {
        if (measure.Share() is not { } share) { return cases.Average(u => PerCase(measure, u) ?? double.NaN); }

        return cases.TrueForAll(u => Times(measure, u) is not null) ? new SampleQuantile([.. cases.Select(u => Times(measure, u)!)], share).Value : double.NaN;
    }

    /// <summary>What one use of a case took, on average; null where it is not known.</summary>
    private double? PerCase(BudgetMeasure measure, CaseUsage usage) => measure switch
    {
        BudgetMeasure.CostPerCase => Cost(usage),
        BudgetMeasure.TokensPerCase => usage.InputTokens + usage.OutputTokens,
        BudgetMeasure.InputTokensPerCase => usage.InputTokens,
        BudgetMeasure.OutputTokensPerCase => usage.OutputTokens,
        _ => Times(measure, usage)?.Average(),
    };

    /// <summary>As <see cref="Models.ModelPrice.Of(Answer)"/>: what the provider charged, else tokens at present prices.</summary>
    private double? Cost(CaseUsage usage) => usage.Charged ?? (_input.Price is not { } price ? null
        : usage is { InputTokens: { } input, OutputTokens: { } output } ? price.Of(usage.Requests, input, output)
        : price is { Input: 0, Output: 0 } ? price.Of(usage.Requests, 0, 0) : null);

    private static double[]? Times(BudgetMeasure measure, CaseUsage usage) =>
        (measure.IsFirstToken() ? usage.FirstTokens : usage.Seconds) is { Count: > 0 } times ? [.. times.Select(t => Math.Round((double)t, 6))] : null;

    private string Unit(BudgetMeasure measure) => measure switch
    {
        BudgetMeasure.CostPerCase => _input.Price?.Currency ?? Models.ModelPrice.DefaultCurrency,
        _ when measure.IsTime() => "s",
        _ => "tokens",
    };

    private static string Unsaid(BudgetMeasure measure, int cases) => measure switch
    {
        BudgetMeasure.CostPerCase => $"the cost of {Names.Count(cases, "case")} is not known: give the model item its prices (InputPrice, OutputPrice), and see that the provider tells tokens",
        _ when measure.IsFirstToken() => $"in {Names.Count(cases, "case")} it is not known when the first token came: the answers were not streamed",
        _ when measure.IsTime() => $"the times of {Names.Count(cases, "case")} are not known",
        _ => $"the provider does not tell the tokens of {Names.Count(cases, "case")}",
    };
}
