using LlmEval.Gating.Budgets;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What the gate says of one suite and model. Every list of ids is sorted ordinally unless it says otherwise.</summary>
public sealed record Verdict : GateOutcome
{
    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>The verdict: the first kind, by precedence, among the findings.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>Everything to tell, by precedence.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>One entry a metric, in the suite's order; empty when nothing was judged.</summary>
    public required IReadOnlyList<MetricVerdict> Metrics { get; init; }

    /// <summary>One entry a metric over the suite, in the suite's order, those of usage last; empty when nothing was judged.</summary>
    public IReadOnlyList<SuiteScoreVerdict> SuiteScores { get; init; } = [];

    /// <summary>Cases judged.</summary>
    public required int Cases { get; init; }

    /// <summary>Cases of the suite that are not skipped; more than <see cref="Cases"/> when a filter left some out.</summary>
    public required int TotalCases { get; init; }

    /// <summary>First samples of each case.</summary>
    public int SamplesPerCase { get; init; } = 1;

    /// <summary>Cases whose inputs, request and scorers equal the baseline's.</summary>
    public int UnchangedCases { get; init; }

    /// <summary>Cases that the baseline does not have.</summary>
    public IReadOnlyList<string> NewCases { get; init; } = [];

    /// <summary>Cases whose inputs differ from the baseline's: left out of the comparison.</summary>
    public IReadOnlyList<string> EditedCases { get; init; } = [];

    /// <summary>Cases that only the baseline has.</summary>
    public IReadOnlyList<string> VanishedCases { get; init; } = [];

    /// <summary>Gated metrics, also over the suite, that only the baseline has.</summary>
    public IReadOnlyList<string> VanishedMetrics { get; init; } = [];

    /// <summary>Cases that were neither asked nor judged, in the suite's order; neither among <see cref="Cases"/> nor <see cref="TotalCases"/>.</summary>
    public IReadOnlyList<SkippedCase> Skipped { get; init; } = [];

    /// <summary>Cases with a first sample that a metric which is compared, or fails its case, could not score.</summary>
    public IReadOnlyList<string> UnscoredCases { get; init; } = [];

    /// <summary>Must-pass cases that failed and failed again.</summary>
    public IReadOnlyList<string> MustPassFailed { get; init; } = [];

    /// <summary>Must-pass cases that failed once and passed when they were run again.</summary>
    public IReadOnlyList<string> MustPassUnstable { get; init; } = [];

    /// <summary>One entry a metric of <c>zero-tolerance:</c>; empty when nothing was judged.</summary>
    public IReadOnlyList<ZeroToleranceVerdict> ZeroTolerance { get; init; } = [];

    /// <summary>One entry a bound of <c>budget:</c>; empty when nothing was judged.</summary>
    public IReadOnlyList<BudgetVerdict> Budget { get; init; } = [];

    /// <summary>
    /// Cases that are confirmed as lost one by one: by the exact rule of a fallen metric, by fresh samples of their own, must-pass and failed, or a violation that is never
    /// tolerated. The fall of a mean does not say which of its cases fell.
    /// </summary>
    public IReadOnlyList<string> LostCases { get; init; } = [];

    /// <summary>Suites x models that were judged afresh in the same build, over which the stated rate of false alarms holds.</summary>
    public int Family { get; init; } = 1;

    /// <summary>What a comparison of this suite can see, in a line that is reckoned from its cases, samples and spread; null where nothing is compared.</summary>
    public string? CanSee { get; init; }

    /// <summary>How often these answers were drawn into this cache, in a sentence; null where that is not known or once.</summary>
    public string? Redrawn { get; init; }

    /// <summary>Whether a filter left cases out.</summary>
    public bool IsPartial => Cases < TotalCases;

    /// <summary>See <see cref="VerdictKinds.ExitStatus"/>.</summary>
    public int ExitStatus => Kind.ExitStatus();

    /// <summary>Whether something is an error.</summary>
    public bool IsFailure => Findings.Any(f => f.Severity == LlmEval.Model.Severity.Error);
}
