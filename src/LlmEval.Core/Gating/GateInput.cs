using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Gating;

/// <summary>Everything that decides a verdict. The gate asks nothing else: no file, no clock, no chance.</summary>
public sealed record GateInput
{
    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>Which model it is, exactly; goes into the baseline.</summary>
    public required string ModelIdentity { get; init; }

    /// <summary>Who gave the answers, where that can change under the model's name; goes into the baseline.</summary>
    public BaselineOrigin Origin { get; init; } = BaselineOrigin.Unknown;

    /// <summary>The name that the model is asked for at its vendor, where the vendor may change what it stands for; else null.</summary>
    public string? VendorName { get; init; }

    /// <summary>The day of the verdict; null where age means nothing.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>The bound <c>gate:</c>.</summary>
    public required GatePlan Plan { get; init; }

    /// <summary>The suite's metrics.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>How far the judges of its metrics can be trusted; an entry each metric that a model judges.</summary>
    public IReadOnlyList<JudgeState> Judges { get; init; } = [];

    /// <summary>
    /// The cases in any order, with cells in the order of <see cref="Metrics"/>. Rows from <see cref="SamplePlan.First"/> on (from 1 on
    /// under deterministic sampling) are the fresh samples that an earlier <see cref="NeedSamples"/> asked for. Rows may be missing when the
    /// baseline matches: then the stored ones are judged.
    /// </summary>
    public required IReadOnlyList<CaseScores> Cases { get; init; }

    /// <summary>The metrics over the suite, in their order.</summary>
    public IReadOnlyList<SuiteMetric> SuiteMetrics { get; init; } = [];

    /// <summary>What they came to over the first samples; not asked when the baseline matches: then the stored ones are judged.</summary>
    public IReadOnlyList<SuiteScore> SuiteScores { get; init; } = [];

    /// <summary>The committed baseline, or null.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>
    /// Whether the samples of a case are bound to be identical (greedy decoding of a local model). Then one sample a case is judged,
    /// however many there are: a repeated identical sample is no evidence.
    /// </summary>
    public bool IsDeterministic { get; init; }

    /// <summary>How many samples each stage draws; <see cref="SamplePlan.Single"/> under deterministic sampling.</summary>
    public SamplePlan Sampling { get; init; } = SamplePlan.Single;

    /// <summary>
    /// Suites x models that are judged afresh in the same build, 1 or more: the stated rate of false alarms is one of the whole build, so that thresholds are divided by it.
    /// </summary>
    public int Family { get; init; } = 1;

    /// <summary>What the present answers are made from and judged by; goes into the baseline.</summary>
    public BaselineInputs Inputs { get; init; } = BaselineInputs.Unknown;

    /// <summary>What the model costs, 0 for what runs here; null when nobody knows.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>This machine's mark; null where it has none.</summary>
    public string? Here { get; init; }

    /// <summary>The mark of the one machine that measured the times of all answers that are judged; null when it was several or nobody knows.</summary>
    public string? MeasuredOn { get; init; }

    /// <summary>Whether the cases' own scores are judged even where every key equals the baseline's.</summary>
    public bool IsAfresh { get; init; }

    /// <summary>How many cases the suite has when a filter chose <see cref="Cases"/> from it; null when all are here.</summary>
    public int? FilteredFrom { get; init; }

    /// <summary>Cases that are neither asked nor judged, not among <see cref="Cases"/>; <see cref="Baseline"/> is without their lines.</summary>
    public IReadOnlyList<SkippedCase> Skipped { get; init; } = [];

    /// <summary>Whether a missing baseline is an error: on CI, in a run.</summary>
    public bool RequiresBaseline { get; init; }

    /// <summary>
    /// Whether further samples can be drawn. Without, what is there is judged: means by their first samples in one stage, suspects by the fresh samples that they have, and a failure that only fresh
    /// samples could have cleared counts.
    /// </summary>
    public bool CanDraw { get; init; } = true;

    /// <summary>How loud it is when something changed and is not evaluated (<c>LlmEvalUnevaluated</c>).</summary>
    public Severity UnevaluatedSeverity { get; init; } = Diagnostics.NotEvaluated.DefaultSeverity;

    /// <summary>
    /// Samples of each case that must be there before the gate judges, 1 or more: those of the plan, but one where samples are bound to be identical, where the suite asks for one, and
    /// where it looks after each (<c>regression: sequential</c>).
    /// </summary>
    public int SamplesToBegin => SamplesAreIdentical || IsSequential ? 1 : Sampling.First;

    /// <summary>Whether a second sample of a case says nothing.</summary>
    internal bool SamplesAreIdentical => IsDeterministic || Plan.Regression is { IsOn: true, Rule: RegressionRule.Deterministic };

    internal bool IsSequential => !IsDeterministic && Plan.Regression is { IsOn: true, Rule: RegressionRule.Sequential };

    /// <summary>Samples of each case that are judged first: under the sequential rule as many as every case that changed has.</summary>
    internal int FirstSamples
    {
        get
        {
            if (!IsSequential || Cases.Count == 0) { return SamplesToBegin; }

            int least = Sampling.First;
            foreach (CaseScores item in Cases)
            {
                if (!IsSame(item)) { least = Math.Min(least, item.Samples.Count); }
            }

            return Math.Max(1, least);
        }
    }

    /// <summary>Whether the answers to a case cannot have changed since the baseline.</summary>
    internal bool IsSame(CaseScores item) => !IsAfresh && Baseline?.HasSame(item) == true;

    internal bool IsPartial => FilteredFrom is not null;

    /// <summary>The metrics over the suite that must be known: what is used, only where a floor asks for it.</summary>
    internal IEnumerable<SuiteMetric> JudgedSuiteMetrics => SuiteMetrics.Where(m => !m.IsUsage || Plan.Floors.Any(f => string.Equals(f.Metric, m.Metric.Name, StringComparison.Ordinal)));

    /// <summary>Whether nothing changed since the baseline, see <see cref="Baselines.Baseline.Matches"/>. A skipped case has neither changed nor vanished: its line is not in <see cref="Baseline"/>.</summary>
    internal bool MatchesBaseline() => Baseline is not null && !IsAfresh && Baseline.Matches(Cases, Metrics, IsPartial)
        && (IsPartial || Baseline.HasSuiteScores(JudgedSuiteMetrics))
        && (IsPartial || HasSlices())
        && PriceNote.Holds(Baseline, Metrics, Plan, Price) && (IsPartial || Plan.Budget is not { } budget || Baseline.Cases.All(c => budget.IsSaidBy(c.Usage)));

    /// <summary>Whether what the baseline holds of the suite by tag is of the present tags, as far as a bound asks for it.</summary>
    private bool HasSlices()
    {
        Floor[] floors = [.. Plan.Floors.Where(f => f.WorstSlice is not null && SuiteMetrics.Any(m => string.Equals(m.Metric.Name, f.Metric, StringComparison.Ordinal)))];
        if (floors.Length == 0) { return true; }

        string? tags = TagSlices.KeyOf(CaseScores.Sorted(Cases));
        return Baseline!.SuiteScores.Where(s => floors.Any(f => string.Equals(f.Metric, s.Name, StringComparison.Ordinal)))
            .All(s => string.Equals(s.TagsKey, tags, StringComparison.Ordinal));
    }

    /// <summary>Whether a bound on a metric of answers may decide: where a model judges, its bias is in the value, so that it must agree with itself and with people.</summary>
    internal bool HoldsBounds(string metric) => JudgeOf(metric) is null or { IsCalibrated: true, IsAdvisory: false };

    /// <summary>The same of a metric over the suite, by what its labels come from.</summary>
    internal bool HoldsBounds(SuiteMetric metric) => metric.Of.All(HoldsBounds);

    /// <summary>How far the judge of a metric can be trusted; null where no model judges.</summary>
    internal JudgeState? JudgeOf(string metric) => Judges.FirstOrDefault(j => string.Equals(j.Metric, metric, StringComparison.Ordinal));
}
