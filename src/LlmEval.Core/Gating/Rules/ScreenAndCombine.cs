using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// The default. The first samples of every case against the baseline's first ones are a screen; where it sees a fall, fresh samples of every case that changed are drawn and compared
/// with those that the baseline held back. Both p-values are combined by weights of what each stage can know, and a fall is one where the combined p, corrected for all compared metrics
/// (Holm) and for the suites of the build, is within <see cref="ErrorBudget.Mean"/> and the fresh samples fell by the smallest effect that counts. Single cases: <see cref="Suspects"/>.
/// Where there is nothing to combine, because the baseline held nothing back or samples are bound to be identical, there is one test within the same budget.
/// </summary>
internal sealed class ScreenAndCombine : IRegressionRule
{
    /// <summary>A rise is only told, so that it may be told wrongly a little more often than a fall.</summary>
    private const double Rise = 0.01;

    private enum Stages { One, FirstAndFresh, Combined }

    public string Name => "screen and combine";

    public RuleResult[] Judge(IReadOnlyList<PairedMetric> compared, GateInput input, List<SampleRequest> needs)
    {
        Baseline baseline = input.Baseline!;
        ErrorBudget budget = input.Plan.Regression.Budget;
        int heldBack = baseline.HasHeldBack ? baseline.HeldBackSamples : 0;
        Stages stages = input.SamplesAreIdentical || !input.CanDraw ? Stages.One : heldBack == 0 ? Stages.FirstAndFresh : Stages.Combined;

        // Only where neither side could vary is a difference a fact.
        bool isFact = input.SamplesAreIdentical && (baseline.IsDeterministic || input.Plan.Regression.Rule == RegressionRule.Deterministic);
        Suspects? suspects = input.SamplesAreIdentical ? null : Suspects.Of(compared, input, baseline.FirstSamples, heldBack, needs);
        Screened[] screens = new Screened[compared.Count];
        for (int m = 0; m < screens.Length; m++)
        {
            (double mean, double p) = OneSided.Worse(compared[m].Differences(oriented: true), compared[m].Clusters, isFact ? null : compared[m].IsSame, isFact);
            screens[m] = new Screened(mean, p, stages == Stages.One || (p <= budget.Screen && mean < 0));
            if (screens[m].GoesOn && stages != Stages.One) { Ask(compared[m], input.Sampling.Confirm, needs); }
        }

        if (needs.Count > 0) { return [.. compared.Select(_ => new RuleResult { State = MetricState.Held })]; }

        Tested[] tests = new Tested[compared.Count];
        for (int m = 0; m < tests.Length; m++) { tests[m] = Test(compared[m], screens[m], stages, baseline.FirstSamples, heldBack, input.Sampling.Confirm); }

        // A metric that was not screened counts: it could have been.
        double[] adjusted = Holm.Adjust([.. tests.Select(t => t.P)]);
        (int Unscored, int Cells)[] cells = new (int, int)[compared.Count];
        bool[] undecided = new bool[compared.Count];
        List<SuspectVerdict>[]? cases = suspects?.Judge(budget, cells, undecided);
        RuleResult[] results = new RuleResult[compared.Count];
        for (int m = 0; m < results.Length; m++)
        {
            Tested test = tests[m];
            int unscored = cells[m].Unscored + test.Unscored, all = cells[m].Cells + test.Cells;

            // The fresh samples of a single case begin with those of the mean, where these were drawn.
            int shared = test.Pooled is null || cases is null ? 0 : cases[m].Count * Math.Min(input.Sampling.Confirm, input.Sampling.ConfirmCase);
            RuleResult result = Result(compared[m], screens[m], test, Math.Min(1, adjusted[m] * input.Family), budget, cases?[m] ?? [], isFact);
            results[m] = result with
            {
                FreshUnscored = unscored,
                FreshCells = all,
                SamplesUsed = result.SamplesUsed + Math.Max(0, cells[m].Cells - cells[m].Unscored - shared),
            };
            if (undecided[m] || unscored > all - unscored || unscored > Math.Max(0.02 * all, 2)) { results[m] = results[m] with { State = MetricState.Unscored }; }
        }

        return results;
    }

    private static void Ask(PairedMetric pairs, int confirm, List<SampleRequest> needs)
    {
        int wanted = pairs.FirstSamples + confirm;
        for (int i = 0; i < pairs.Count; i++)
        {
            CaseScores item = pairs.Cases[i];
            if (!pairs.IsSame[i] && item.Samples.Count < wanted) { needs.Add(new SampleRequest(item.Id, item.Samples.Count, wanted - item.Samples.Count)); }
        }
    }

    private static Tested Test(PairedMetric pairs, Screened screen, Stages stages, int baselineFirst, int heldBack, int confirm)
    {
        if (!screen.GoesOn) { return new Tested(1, null, null, null, 0, 0); }

        if (stages == Stages.One) { return new Tested(screen.P, null, screen.Mean, null, 0, 0); }

        ConfirmStage stage = ConfirmStage.Of(pairs, confirm, baselineFirst, heldBack);
        PairedMetric pooled = pairs with { Now = stage.NowAll, Before = stage.BeforeAll };
        if (stages == Stages.FirstAndFresh)
        {
            (double mean, double p) = OneSided.Worse(pooled.Differences(oriented: true), pairs.Clusters, pairs.IsSame);
            return new Tested(p, null, mean, pooled, stage.Unscored, stage.Cells);
        }

        (double fresh, double confirmed) = OneSided.Worse(stage.Fresh, pairs.Clusters, pairs.IsSame);
        double first = Information(pairs.FirstSamples, baselineFirst), second = Information(confirm, heldBack);
        double combined = InverseNormal.Combine(screen.P, first, confirmed, second);
        return new Tested(Shared(combined, pairs, stage, first, second), confirmed, fresh, pooled, stage.Unscored, stage.Cells);
    }

    /// <summary>
    /// The combined p-value as far as both stages saw the same thing twice: a change that moves some cases up and others down moves them in both stages, so that these are no longer independent
    /// where the cases stand for others. The variance of the combined z is then <c>1 + 2 w1 w2 rho</c>, rho the correlation of the two stages' differences over cases (over clusters, of their sums);
    /// below 0 it counts as 0, because nothing makes a case fall in one stage that rises in the other.
    /// </summary>
    private static double Shared(double combined, PairedMetric pairs, ConfirmStage stage, double first, double second)
    {
        double rho = stage.Correlation(pairs);
        if (rho <= 0 || combined >= 0.5) { return combined; }

        double weights = Math.Sqrt(first * second) / (first + second);
        return Normal.Upper(Normal.UpperInverse(combined) / Math.Sqrt(1 + (2 * weights * rho)));
    }

    /// <summary>One over the variance of a difference of means of so many samples, in units of one sample's.</summary>
    private static double Information(int now, int then) => 1 / ((1.0 / now) + (1.0 / then));

    private static RuleResult Result(PairedMetric pairs, Screened screen, Tested test, double adjusted, ErrorBudget budget, List<SuspectVerdict> suspects, bool isFact)
    {
        // A difference of exactly nothing is never a change, also when the smallest effect is 0.
        double least = Math.Max((budget.MinEffect * pairs.Scale) - 1e-12, double.Epsilon);
        bool meanFell = pairs.Count > 1 && adjusted <= budget.Mean && test.Mean <= -least;
        bool anyLost = suspects.Exists(s => s.IsLost);
        PairedMetric shown = test.Pooled ?? pairs;
        MetricState state = meanFell || anyLost ? MetricState.Fell
            : pairs.Count < 2 ? MetricState.TooFew
            : screen.Mean >= least && Rose(pairs, isFact) ? MetricState.Rose : MetricState.Held;
        return new RuleResult
        {
            State = state,
            MeanFell = meanFell,
            PValue = pairs.Count < 2 ? null : test.Mean is null ? screen.P : test.P,
            AdjustedPValue = pairs.Count < 2 ? null : adjusted,
            Alpha = budget.Mean,
            ScreenPValue = test.Pooled is null ? null : screen.P,
            ConfirmPValue = test.ConfirmP,
            FreshDifference = test.ConfirmP is null ? null : pairs.Sign * test.Mean,
            SamplesUsed = (pairs.Count * pairs.FirstSamples) + test.Cells - test.Unscored,
            Suspects = suspects,
            Lost = pairs.Ids(shown.Changed(-1)),
            Won = pairs.Ids(shown.Changed(1)),
            Unstable = [.. suspects.Where(s => !s.IsLost).Select(s => s.CaseId).Order(StringComparer.Ordinal)],
            Pooled = test.Pooled,
        };
    }

    private static bool Rose(PairedMetric pairs, bool isFact)
    {
        double[] turned = pairs.Differences(oriented: true);
        for (int i = 0; i < turned.Length; i++) { turned[i] = -turned[i]; }

        return OneSided.Worse(turned, pairs.Clusters, isFact ? null : pairs.IsSame, isFact).P <= Rise;
    }

    private readonly record struct Screened(double Mean, double P, bool GoesOn);

    /// <param name="P">Over all stages; 1 where the screen saw nothing.</param>
    /// <param name="ConfirmP">Of the second stage alone, or null.</param>
    /// <param name="Mean">The oriented difference that must reach the smallest effect; null where the screen saw nothing.</param>
    /// <param name="Pooled">The metric over all samples looked at, or null.</param>
    /// <param name="Unscored">Fresh samples without a value.</param>
    /// <param name="Cells">Fresh samples.</param>
    private readonly record struct Tested(double P, double? ConfirmP, double? Mean, PairedMetric? Pooled, int Unscored, int Cells);
}
