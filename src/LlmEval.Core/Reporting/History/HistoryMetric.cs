namespace LlmEval.Reporting.History;

/// <summary>A metric of a remembered run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="HigherIsBetter">Whether a larger value is better.</param>
/// <param name="Mean">Mean over the cases that have a value (of each case's mean over its first samples), or the value over the suite.</param>
/// <param name="Lower">Lower end of its 95% interval; null where there is none.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Cases">Cases that have a value.</param>
public sealed record HistoryMetric(string Name, string Unit, bool HigherIsBetter, double Mean, double? Lower, double? Upper, int Cases);
