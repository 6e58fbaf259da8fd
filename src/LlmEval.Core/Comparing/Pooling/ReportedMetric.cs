using LlmEval.Gating;

namespace LlmEval.Comparing.Pooling;

/// <summary>A metric of a report that was tested.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What its comparison came to in its project.</param>
/// <param name="PValue">Over all stages; 1 where the screen saw nothing.</param>
/// <param name="AdjustedPValue">As its project corrected it.</param>
/// <param name="Alpha">The stated rate of its gate.</param>
/// <param name="Suspects">Cases that were judged one by one: id, p-value, whether the project says that it is lost.</param>
public sealed record ReportedMetric(
    string Name, MetricState State, double PValue, double AdjustedPValue, double Alpha, IReadOnlyList<(string Case, double PValue, bool IsLost)> Suspects);
