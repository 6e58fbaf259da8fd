using System.Globalization;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Rules;
using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Sensitivity;

/// <summary>
/// What comparing a suite with its baseline can see: reckoned from its cases, clusters and samples, how they vary, and the thresholds as they are divided over metrics and suites. "Can see" is a chance of
/// <see cref="Power"/>.
/// </summary>
public sealed record SuiteSensitivity
{
    /// <summary>The chance with which a fall is seen that "can be seen".</summary>
    public const double Power = 0.8;

    /// <summary>In one line, for instance <c>20 cases x 3: one case that dies (84%), a general fall only from about 20 points; for 5 points use about 150 cases</c>.</summary>
    public required string CanSee { get; init; }

    /// <summary>Whether a general fall of <see cref="ErrorBudget.Margin"/> would not be seen.</summary>
    public bool IsUnderpowered { get; init; }

    /// <summary>The warning about it; null where nothing is to be warned of. It belongs where somebody can act on it: <c>validate</c> and <c>accept</c>, not every build.</summary>
    public Finding? Finding { get; init; }

    /// <summary>Of a baseline and a plan, before anything is judged.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="cases">The suite's cases, for their clusters; their rows are not needed.</param>
    /// <param name="metrics">The suite's metrics.</param>
    /// <param name="plan">The bound gate.</param>
    /// <param name="sampling">How many samples each stage draws.</param>
    /// <param name="family">Suites x models judged together in a build, 1 or more.</param>
    /// <param name="canDraw">Whether fresh samples can confirm a fall; not where answers are handed over by tests.</param>
    /// <returns>Null when nothing would be compared.</returns>
    public static SuiteSensitivity? Of(
        Baseline baseline, IReadOnlyList<CaseScores> cases, IReadOnlyList<Metric> metrics, GatePlan plan, SamplePlan sampling, int family, bool canDraw = true) =>
        Of(new GateInput
        {
            Suite = baseline.Suite,
            Model = baseline.Model,
            ModelIdentity = baseline.ModelIdentity,
            Plan = plan,
            Metrics = metrics,
            Cases = cases,
            Baseline = baseline,
            Sampling = sampling,
            Family = family,
            IsDeterministic = baseline.IsDeterministic,
            CanDraw = canDraw,
        },
        [.. metrics.Where(m => plan.Regression.Compares(m) && baseline.IndexOfMetric(m.Name) is >= 0 and int c && baseline.Metrics[c].ScorerKey == m.ScorerKey)]);

    /// <summary>Of a judged suite; null when nothing was compared.</summary>
    internal static SuiteSensitivity? Of(GateInput input, List<MetricVerdict> verdicts) =>
        input.Baseline is null ? null : Of(input, [.. verdicts.Where(v => v.Rule is not null).Select(v => v.Metric)]);

    private static SuiteSensitivity? Of(GateInput input, Metric[] compared)
    {
        if (compared.Length == 0) { return null; }

        Baseline baseline = input.Baseline!;
        if (input.SamplesAreIdentical)
        {
            // Against answers that varied they are not counted but tested, on half of the design: nothing is known of what that sees.
            return baseline.IsDeterministic || input.Plan.Regression.Rule == RegressionRule.Deterministic ? Counted(compared, input.Plan, baseline) : null;
        }

        Dictionary<string, string>? clusters = Clusters(input.Cases);
        MetricSpread[] spreads = [.. compared.Select(m => MetricSpread.Of(m, baseline, baseline.IndexOfMetric(m.Name), clusters, input.Cases, Column(input, m))).OfType<MetricSpread>()];
        if (spreads.Length == 0) { return null; }

        ErrorBudget budget = input.Plan.Regression.Budget;
        TwoStagePower power = PowerOf(input, budget, compared.Length);
        (MetricSpread spread, double? least) = Worst([.. spreads.Select(s => (s, LeastFall(power, s)))]);
        List<string> parts = [];
        if (!input.IsSequential && Dying(spread, spreads, input, budget) is { } dying) { parts.Add($"one case that dies ({Percent(dying)})"); }

        bool isUnderpowered = least is not { } fall || fall > ErrorBudget.Margin;
        parts.Add(least is not { } seen ? "no general fall of any size" : $"a general fall {(isUnderpowered ? "only " : string.Empty)}from about {Size(spread, seen)}");
        string more = isUnderpowered && CasesFor(power, spread) is { } needed
            ? string.Create(CultureInfo.InvariantCulture, $"; for {Size(spread, ErrorBudget.Margin)} use about {needed} cases") : string.Empty;
        string name = compared.Length > 1 ? $" ({spread.Metric.Name})" : string.Empty;
        string groups = spread.Units < spread.Cases ? $" in {Names.Count(spread.Units, "cluster")}" : string.Empty;
        string line = string.Create(CultureInfo.InvariantCulture, $"{Names.Count(spread.Cases, "case")}{groups} x {input.Sampling.First}{name}: {string.Join(", ", parts)}{more}");
        return new SuiteSensitivity { CanSee = line, IsUnderpowered = isUnderpowered, Finding = isUnderpowered ? Warning(line) : null };
    }

    private static Finding Warning(string line) => new(VerdictKind.Pass, Diagnostics.Underpowered, Diagnostics.Underpowered.DefaultSeverity, null, [],
        $"What comparing this suite with its baseline can see: {line}. A smaller fall passes; add cases, or samples where answers vary.");

    /// <summary>Counted cases: no chance, but an allowance.</summary>
    private static SuiteSensitivity? Counted(Metric[] compared, GatePlan plan, Baseline baseline)
    {
        if (!compared.Any(m => m.IsBinary)) { return null; }

        int cases = baseline.Cases.Count, allowance = plan.Regression.Allowance.Of(cases);
        string line = allowance == 0 ? $"{Names.Count(cases, "case")} x 1, counted: every case that is lost for good, unless as many are won"
            : string.Create(CultureInfo.InvariantCulture, $"{Names.Count(cases, "case")} x 1, counted: a net loss of more than {Names.Count(allowance, "case")} ({100.0 * allowance / cases:0.#} points)");
        return new SuiteSensitivity { CanSee = line };
    }

    private static TwoStagePower PowerOf(GateInput input, ErrorBudget budget, int metrics)
    {
        Baseline baseline = input.Baseline!;
        bool isCombined = !input.IsSequential && input.CanDraw && baseline.HasHeldBack;
        return new TwoStagePower
        {
            Screen = budget.Screen,
            Alpha = budget.Mean / ((double)metrics * input.Family),
            First = (input.Sampling.First, baseline.FirstSamples),
            Second = (input.IsSequential || !input.CanDraw ? 0 : input.Sampling.Confirm, isCombined ? baseline.HeldBackSamples : 0),
        };
    }

    /// <summary>The least sensitive: one whose falls are not seen at all, else that with the largest one.</summary>
    private static (MetricSpread Spread, double? Least) Worst((MetricSpread Spread, double? Least)[] all) => all.MaxBy(s => s.Least ?? double.PositiveInfinity);

    /// <summary>The smallest share by which all cases may fall so that it is seen; null where none is.</summary>
    private static double? LeastFall(TwoStagePower power, MetricSpread spread)
    {
        double most = spread.Metric.IsBinary ? spread.Mean : 1;
        if (spread.Cases < 2 || spread.Scale <= 0 || most <= 0 || Chance(power, spread, most, 1) < Power) { return null; }

        double low = 0, high = most;
        for (int i = 0; i < 20; i++)
        {
            double middle = (low + high) / 2;
            if (Chance(power, spread, middle, 1) < Power) { low = middle; }
            else { high = middle; }
        }

        return Math.Max(high, ErrorBudget.Default.MinEffect);
    }

    /// <summary>About how many cases like these see a fall of the margin; null where no number does.</summary>
    private static int? CasesFor(TwoStagePower power, MetricSpread spread)
    {
        double low = 1, high = 1;
        while (Chance(power, spread, ErrorBudget.Margin, high) < Power)
        {
            (low, high) = (high, high * 2);
            if (high > 1e5) { return null; }
        }

        for (int i = 0; i < 12; i++)
        {
            double middle = (low + high) / 2;
            if (Chance(power, spread, ErrorBudget.Margin, middle) < Power) { low = middle; }
            else { high = middle; }
        }

        double cases = high * spread.Cases, digits = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(cases)) - 1));
        return (int)(Math.Ceiling(cases / digits) * digits);
    }

    private static double Chance(TwoStagePower power, MetricSpread spread, double fall, double times) =>
        power.Of(fall * spread.Scale, spread.WithinAfter(fall), spread.Within, Math.Max(2, spread.Cases * times), Math.Max(2, spread.Units * times));

    /// <summary>The share of cases whose death (no sample is good any more) would be confirmed, among as many innocent suspects as are to be expected.</summary>
    private static double? Dying(MetricSpread spread, MetricSpread[] all, GateInput input, ErrorBudget budget)
    {
        if (!spread.IsShare || (!spread.Metric.IsBinary && !spread.Metric.HigherIsBetter)) { return null; }

        double suspects = Math.Min(ErrorBudget.MostSuspects, 1 + all.Where(s => s.Metric.IsBinary).Sum(s => Innocent(s, input.Sampling.First)));
        double bound = budget.Case / (suspects * input.Family);
        Dictionary<(int, int), bool> known = [];
        int seen = 0;
        foreach ((double first, _, int good, int held) in spread.Values)
        {
            if (first < ErrorBudget.SuspectFall - 1e-9) { continue; }

            if (!known.TryGetValue((good, held), out bool isSeen))
            {
                known[(good, held)] = isSeen = FisherExact.Fewer(0, input.Sampling.ConfirmCase, good, held) <= bound;
            }

            seen += isSeen ? 1 : 0;
        }

        return (double)seen / spread.Cases;
    }

    /// <summary>How many cases look lost though nothing changed.</summary>
    private static double Innocent(MetricSpread spread, int samples)
    {
        double sum = 0;
        foreach ((double first, double rate, _, _) in spread.Values)
        {
            int most = (int)Math.Floor(((first - ErrorBudget.SuspectFall) * samples) + 1e-6);
            if (most < 0 || rate is <= 0 or >= 1) { continue; }

            double term = Math.Pow(1 - rate, samples);
            for (int k = 0; k <= most; k++)
            {
                sum += term;
                term *= (samples - k) / (k + 1.0) * rate / (1 - rate);
            }
        }

        return sum;
    }

    private static Dictionary<string, string>? Clusters(IReadOnlyList<CaseScores> cases)
    {
        Dictionary<string, string>? clusters = null;
        foreach (CaseScores item in cases)
        {
            if (item.Cluster is { } cluster) { (clusters ??= new(StringComparer.Ordinal))[item.Id] = cluster; }
        }

        return clusters;
    }

    private static int Column(GateInput input, Metric metric)
    {
        for (int i = 0; i < input.Metrics.Count; i++)
        {
            if (ReferenceEquals(input.Metrics[i], metric)) { return i; }
        }

        return 0;
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((share * 100) + 1e-9):0}%");

    private static string Size(MetricSpread spread, double share)
    {
        double points = share * 100, shown = points >= 10 ? Math.Ceiling(points - 1e-6) : Math.Ceiling((points * 10) - 1e-6) / 10;
        return string.Create(CultureInfo.InvariantCulture, $"{shown:0.#}{(spread.IsShare ? " points" : "% of the mean")}");
    }
}
