using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Engine;

/// <summary>What a whole suite came to with a model, as a test.</summary>
public sealed record SuiteResult
{
    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>The verdict's kind; <see cref="VerdictKind.NotEvaluated"/> also where mistakes kept it from being evaluated.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>The verdict in a few words.</summary>
    public string Verdict => Kind.Words();

    /// <summary>Whether its test fails.</summary>
    public required bool IsRed { get; init; }

    /// <summary>Why, in one or two sentences; empty where nothing is to be said.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>Why its test is to be skipped: a model that may be missing. Null where it is not.</summary>
    public string? SkipReason { get; init; }

    /// <summary>What a failing test says: every finding, the metrics, the place, and the command that evaluates the suite. Empty where nothing fails.</summary>
    public string FailureMessage { get; init; } = string.Empty;

    /// <summary>The metrics: those of the cases, then those over the suite.</summary>
    public IReadOnlyList<MetricResult> Metrics { get; init; } = [];

    /// <summary>The cases, in the suite's order.</summary>
    public IReadOnlyList<CaseResult> Cases { get; init; } = [];

    /// <summary>Full path of the report for people, or null when there is none.</summary>
    public string? ReportPath { get; init; }

    /// <summary>Where the suite stands.</summary>
    public required Location Location { get; init; }

    /// <summary>The command that evaluates the suite; null where only tests can, because they hand the answers over.</summary>
    public string? Command { get; init; }

    /// <summary>Begins an assertion: <c>result.Should().Pass()</c>.</summary>
    public SuiteAssertions Should() => new(this);
}
