namespace LlmEval.Model;

/// <summary>A metric over a suite as the gate knows it.</summary>
/// <param name="Metric">The metric; it is not compared with the baseline by a test.</param>
/// <param name="Threshold">The bound that its check gives, in the metric's unit; null when it has none.</param>
public sealed record SuiteMetric(Metric Metric, double? Threshold)
{
    /// <summary>Whether it is one of those that every suite has: money, time, tokens. They are known of the samples whose answers are known.</summary>
    public bool IsUsage { get; init; }

    /// <summary>Names of the metrics of answers whose labels it is made of; none for most.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];
}
