using LlmEval.Gating;

namespace LlmEval.Comparing.Pooling;

/// <summary>A verdict of one suite and model as a project's report has it.</summary>
public sealed record ReportedVerdict
{
    /// <summary>Name of the project.</summary>
    public required string Project { get; init; }

    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>The verdict in its project.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>What was found, by precedence; null in reports of earlier versions.</summary>
    public IReadOnlyList<ReportedFinding>? Findings { get; init; }

    /// <summary>The metrics that a rule with a stated rate of false alarms compared.</summary>
    public required IReadOnlyList<ReportedMetric> Tested { get; init; }

    /// <summary>Whether something was judged afresh, so that it could be a false alarm.</summary>
    public bool IsAfresh => Kind is not (VerdictKind.MatchesBaseline or VerdictKind.NoBaseline or VerdictKind.NotEvaluated or VerdictKind.ModelMissing);

    /// <summary><c>project: suite x model</c>.</summary>
    public string Name => $"{Project}: {Suite} x {Model}";
}
