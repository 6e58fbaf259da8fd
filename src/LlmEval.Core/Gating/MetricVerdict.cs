using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What the gate found for one metric. Means are in the metric's unit; lists are of case ids.</summary>
public sealed record MetricVerdict
{
    /// <summary>The metric.</summary>
    public required Metric Metric { get; init; }

    /// <summary>What the comparison came to.</summary>
    public required MetricState State { get; init; }

    /// <summary>Mean over all cases that have a value now (of each case's mean over its first samples); null when none has.</summary>
    public double? Mean { get; init; }

    /// <summary>Cases that have a value now.</summary>
    public int Cases { get; init; }

    /// <summary>Cases in which there was nothing to judge.</summary>
    public int NotApplicableCases { get; init; }

    /// <summary>Samples that were judged, should have a value and have none.</summary>
    public int UnscoredSamples { get; init; }

    /// <summary>Samples that were judged in all, those with nothing to judge included.</summary>
    public int Samples { get; init; }

    /// <summary>Cases compared with the baseline.</summary>
    public int Paired { get; init; }

    /// <summary>The baseline's mean over the compared cases: of its first samples, or of all once fresh ones were drawn.</summary>
    public double? BaselineMean { get; init; }

    /// <summary>The present mean over the compared cases, of the first samples and of those drawn to confirm.</summary>
    public double? CurrentMean { get; init; }

    /// <summary><see cref="CurrentMean"/> minus <see cref="BaselineMean"/>.</summary>
    public double? Difference { get; init; }

    /// <summary>Lower end of the two-sided 95% interval of the difference (paired t, over clusters where there are some); null with fewer than two compared cases.</summary>
    public double? IntervalLower { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public double? IntervalUpper { get; init; }

    /// <summary>One-sided p-value of "the metric got worse" under <see cref="Rule"/>'s test, over all stages; null when nothing was tested.</summary>
    public double? PValue { get; init; }

    /// <summary>
    /// <see cref="PValue"/> corrected for the metrics of the suite and the suites of the build (Holm); a fall is one where it is at most <see cref="Alpha"/>. Null where no rate is stated.
    /// </summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>The stated probability of a false alarm by the mean of this comparison, over the whole build; null where no rate is stated.</summary>
    public double? Alpha { get; init; }

    /// <summary>One-sided p-value of the first samples alone; null where the rule has one stage.</summary>
    public double? ScreenPValue { get; init; }

    /// <summary>One-sided p-value of the fresh samples alone against those that the baseline held back; null where none were drawn.</summary>
    public double? ConfirmPValue { get; init; }

    /// <summary>Mean of the fresh samples minus that of the samples held back; null where none were drawn.</summary>
    public double? FreshDifference { get; init; }

    /// <summary>Samples of the present answers that the comparison used.</summary>
    public int SamplesUsed { get; init; }

    /// <summary>Cases that looked lost and were judged one by one, in order of their p-values.</summary>
    public IReadOnlyList<SuspectVerdict> Suspects { get; init; } = [];

    /// <summary>Whether the mean fell; with <see cref="MetricState.Fell"/> and without this, only single cases did.</summary>
    public bool MeanFell { get; init; }

    /// <summary>The rule that decided: <c>screen and combine</c>, <c>exact</c> or <c>sequential</c>; null when nothing was compared.</summary>
    public string? Rule { get; init; }

    /// <summary>The exact rule's allowance for <see cref="Paired"/> cases; null under another rule.</summary>
    public int? Allowance { get; init; }

    /// <summary>Compared cases that got worse: the largest fall first, then ordinally.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Compared cases that got better: the largest rise first, then ordinally.</summary>
    public IReadOnlyList<string> Won { get; init; } = [];

    /// <summary>Cases that looked lost and were not when they were run again ("not reproduced"); under the exact rule not among <see cref="Lost"/>.</summary>
    public IReadOnlyList<string> Unstable { get; init; } = [];

    /// <summary>The floor (a ceiling where lower is better), or null.</summary>
    public double? Floor { get; init; }

    /// <summary>Whether <see cref="Mean"/> keeps the floor; null when there is none or a part cannot tell.</summary>
    public bool? FloorHolds { get; init; }

    /// <summary>The mean over the cases of each tag that not all cases share, in order of the tags; without those in which no case has a value.</summary>
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>What a floor says of the slices; null without one.</summary>
    public SliceVerdict? Slice { get; init; }

    /// <summary>Compared cases in which there was nothing to judge in the baseline; null when nothing was compared.</summary>
    public int? NotApplicableBefore { get; init; }

    /// <summary>Compared cases in which there is nothing to judge now; null when nothing was compared.</summary>
    public int? NotApplicableNow { get; init; }

    /// <summary>Compared cases that had or have a value or nothing to judge, in the baseline and now.</summary>
    public int NotApplicableOf { get; init; }

    /// <summary>Whether there is nothing to judge in significantly more cases than in the baseline (Fisher's exact test, one-sided, within <see cref="ErrorBudget.NotApplicable"/>, at least 3 cases).</summary>
    public bool NotApplicableRose { get; init; }

    /// <summary>How far its judge can be trusted; null where no model judges.</summary>
    public JudgeState? Judge { get; init; }

    /// <summary>The comparison in one line, culture-invariant, for instance
    /// <c>category: 93.3% -> 71.2% (-22.1 points, 95% interval -27.9 to -16.3; lost 53, won 0 of 240, allowance 2; McNemar p=1e-16)</c>.</summary>
    public string Describe() => MetricText.Describe(this);
}
