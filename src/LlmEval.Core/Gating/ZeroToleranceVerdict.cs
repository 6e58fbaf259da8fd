namespace LlmEval.Gating;

/// <summary>What the gate found for one metric of <c>zero-tolerance:</c>. Lists are of case ids, sorted ordinally.</summary>
public sealed record ZeroToleranceVerdict
{
    /// <summary>The metric and where it is named.</summary>
    public required ZeroToleranceBound Bound { get; init; }

    /// <summary>Whether it decided; false where a model judges that is not calibrated or does not agree with itself, and for times that another machine measured.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>Cases that fail the metric, did not in the baseline, and failed again with fresh samples.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];

    /// <summary>Cases that failed once and passed when they were drawn again.</summary>
    public IReadOnlyList<string> Unstable { get; init; } = [];

    /// <summary>Cases of which a sample could not be scored, so that nobody knows.</summary>
    public IReadOnlyList<string> Unscored { get; init; } = [];

    /// <summary>Cases that fail the metric now and failed it in the baseline too.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>Cases that failed it in the baseline and do not now.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];
}
