using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>What bounds a run of a suite; null means no bound. The run stops before a limit is passed and keeps what was done.</summary>
public sealed record SuiteLimits
{
    /// <summary>No limit.</summary>
    public static readonly SuiteLimits None = new();

    /// <summary>Where they stand.</summary>
    public Location Location { get; init; } = Location.None;

    /// <summary>Most money, in the currency of the models' prices; 0 or more.</summary>
    public double? Spend { get; init; }

    /// <summary>Longest time of the whole run.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Longest time of a case.</summary>
    public TimeSpan? CaseTime { get; init; }

    /// <summary>Most requests of one sample of a case, those after tool calls included; 1 or more.</summary>
    public int? CaseSteps { get; init; }

    /// <summary>Most tokens of the whole run, input and output; 1 or more.</summary>
    public long? Tokens { get; init; }
}
