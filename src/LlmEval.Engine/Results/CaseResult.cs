using LlmEval.Model;
using LlmEval.Reporting.Formats;

namespace LlmEval.Engine;

/// <summary>What a case came to, as a test.</summary>
public sealed record CaseResult
{
    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>The case's id.</summary>
    public required string CaseId { get; init; }

    /// <summary>What it is, by the rules of every report.</summary>
    public required CaseState State { get; init; }

    /// <summary>
    /// Whether its test fails: must-pass and failed, lost against the baseline, not scored or not evaluated, or without a baseline and a check fails; with <c>LlmEvalCaseTests=Strict</c> also
    /// whenever a check that decides fails.
    /// </summary>
    public required bool IsRed { get; init; }

    /// <summary>Why, in a sentence; also where it is green and something is to be said ("Fixed: accept to keep it."). Null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>Why its test is to be skipped: a known failure, a case that says <c>skip:</c>, a model that may be missing. Null where it is not.</summary>
    public string? SkipReason { get; init; }

    /// <summary>
    /// What a failing test says: expected, got, each failing metric with score, threshold, reason and the baseline's, the place, and the command that runs this one case. Of private data without any of its texts.
    /// Empty where nothing fails.
    /// </summary>
    public string FailureMessage { get; init; } = string.Empty;

    /// <summary>The samples; of a case that equals its baseline those of the baseline, with their scores alone.</summary>
    public IReadOnlyList<SampleResult> Samples { get; init; } = [];

    /// <summary>Its tags; none of private data.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether its texts must not be shown: of its samples only scores may leave the process.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether the baseline has it, unedited.</summary>
    public bool HasBaseline { get; init; }

    /// <summary>Full path of the report for people, or null when there is none.</summary>
    public string? ReportPath { get; init; }

    /// <summary>Where the case stands.</summary>
    public required Location Location { get; init; }

    /// <summary>The command that evaluates this one case; null where only a test can, because it hands the answer over.</summary>
    public string? Command { get; init; }

    /// <summary>Begins an assertion: <c>result.Should().Pass().And.HaveScore("rouge-l").AtLeast(0.6)</c>.</summary>
    public CaseAssertions Should() => new(this);
}
