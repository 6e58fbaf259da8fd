using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What became of the metrics whose checks changed since the baseline.</summary>
public sealed record RescoredMetrics
{
    /// <summary>No check changed.</summary>
    public static readonly RescoredMetrics None = new();

    /// <summary>Names of the metrics for which the baseline's answers were scored by the changed check, so that they are compared.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Why others could not be, as a clause without a full stop; null where all were.</summary>
    public string? Missing { get; init; }

    /// <summary>The verdict with what is to be said of it.</summary>
    public Verdict Tell(Verdict verdict)
    {
        if (verdict.Metrics.Count == 0) { return verdict; }

        List<Finding> findings = [.. verdict.Findings.Select(f =>
            f.Kind == VerdictKind.Incomparable && f.Descriptor == Diagnostics.Incomparable && f.Metric is { } metric && !Names.Contains(metric.Name, StringComparer.Ordinal) && Missing is not null
                ? f with { Text = $"{f.Text} The baseline's answers could not be scored by the changed check: {Missing}." } : f)];
        foreach (string name in Names)
        {
            Metric? metric = verdict.Metrics.FirstOrDefault(m => m.Metric.Name == name)?.Metric;
            findings.Add(new Finding(VerdictKind.Pass, Diagnostics.Rescored, Diagnostics.Rescored.DefaultSeverity, metric, [],
                $"{name}: its check changed. The baseline's answers were re-scored by the changed check, and the present ones are compared with these scores. Accept to keep them."));
        }

        return verdict with { Findings = [.. findings.OrderBy(f => f.Kind)] };
    }
}
