namespace LlmEval.Gating.Baselines;

/// <summary>What somebody wants to accept.</summary>
public sealed record AcceptanceRequest
{
    /// <summary>The candidate: from <see cref="Acceptance.Candidate"/>, or the artifact of a run elsewhere whose keys were checked (<see cref="Baseline.Matches"/>).</summary>
    public required Baseline Candidate { get; init; }

    /// <summary>The committed baseline, or null when this is the first.</summary>
    public Baseline? Current { get; init; }

    /// <summary>Why, in a sentence; needed when a gated metric falls.</summary>
    public string? Reason { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Whether this is a CI: accepting is a person's act, reviewed as a change of a file.</summary>
    public bool IsContinuousIntegration { get; init; }

    /// <summary>How many cases have an id made from their inputs; told, because mending a typing mistake makes another case of them.</summary>
    public int CasesWithoutId { get; init; }

    /// <summary>The suite's file, for diagnostics.</summary>
    public LlmEval.Model.Location Location { get; init; } = LlmEval.Model.Location.None;
}
