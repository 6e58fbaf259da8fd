namespace LlmEval.Gating;

/// <summary>What the comparison of one metric with the baseline came to. Floors are told apart, see <see cref="MetricVerdict.FloorHolds"/>.</summary>
public enum MetricState
{
    /// <summary>Compared; neither fell nor rose by more than the rule allows.</summary>
    Held,

    /// <summary>Compared; fell.</summary>
    Fell,

    /// <summary>Compared; rose.</summary>
    Rose,

    /// <summary>Nothing changed, so there was nothing to compare.</summary>
    Unchanged,

    /// <summary>Not meant to be compared: <c>gate: report</c>, <c>regression: off</c>, or not among the named metrics.</summary>
    NotCompared,

    /// <summary>There is no baseline, or it does not have the metric.</summary>
    New,

    /// <summary>The check changed, or no pair of cases is left.</summary>
    Incomparable,

    /// <summary>Too much could not be scored.</summary>
    Unscored,

    /// <summary>There was nothing to judge in any case, before or now.</summary>
    NotApplicable,

    /// <summary>A single pair under the t rule: a difference without a spread decides nothing.</summary>
    TooFew,
}
