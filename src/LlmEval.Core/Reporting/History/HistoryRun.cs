using LlmEval.Gating;

namespace LlmEval.Reporting.History;

/// <summary>A run of a suite with a model, as it is remembered: numbers and names, no texts and no ids of cases.</summary>
public sealed record HistoryRun
{
    /// <summary>When it ended, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>Which model it was, exactly; null where that could not be said.</summary>
    public string? ModelIdentity { get; init; }

    /// <summary>The verdict.</summary>
    public required VerdictKind Verdict { get; init; }

    /// <summary>Cases judged.</summary>
    public required int Cases { get; init; }

    /// <summary>Cases of the suite; more than <see cref="Cases"/> when a filter left some out.</summary>
    public required int TotalCases { get; init; }

    /// <summary>First samples of each case.</summary>
    public int SamplesPerCase { get; init; } = 1;

    /// <summary>Samples that a model answered in this run.</summary>
    public int SamplesDrawn { get; init; }

    /// <summary>Calls for answers, samples held back, confirmation and judging.</summary>
    public long Calls { get; init; }

    /// <summary>Tokens of all calls, in and out.</summary>
    public long Tokens { get; init; }

    /// <summary>What all calls cost; null where a price is not known, or answers and judge are paid in two currencies.</summary>
    public double? Cost { get; init; }

    /// <summary>Currency of <see cref="Cost"/>; null without.</summary>
    public string? Currency { get; init; }

    /// <summary>The metrics, in the suite's order, those over the suite last.</summary>
    public IReadOnlyList<HistoryMetric> Metrics { get; init; } = [];

    /// <summary>The commit that was checked out; null outside of a git repository. The working tree may have differed from it.</summary>
    public string? Revision { get; init; }

    /// <summary>The branch that was checked out; null without one.</summary>
    public string? Branch { get; init; }

    /// <summary>Version of the engine.</summary>
    public required string Tool { get; init; }

    /// <summary>Whether a filter left cases out.</summary>
    public bool IsPartial => Cases < TotalCases;
}
