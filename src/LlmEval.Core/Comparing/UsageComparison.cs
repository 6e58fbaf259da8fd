namespace LlmEval.Comparing;

/// <summary>How much more an answer of B uses than one of A.</summary>
/// <param name="What"><c>cost</c>, <c>tokens</c> or <c>latency</c>.</param>
/// <param name="Unit">Of the means.</param>
/// <param name="N">Cases that say it on both sides.</param>
/// <param name="MeanA">Mean of A an answer.</param>
/// <param name="MeanB">Mean of B an answer.</param>
/// <param name="Ratio">B over A: the geometric mean of the cases' ratios.</param>
/// <param name="Lower">Lower end of its 95% interval (paired t of the logarithms); null with fewer than two cases.</param>
/// <param name="Upper">Upper end.</param>
public sealed record UsageComparison(string What, string Unit, int N, double MeanA, double MeanB, double Ratio, double? Lower, double? Upper);
