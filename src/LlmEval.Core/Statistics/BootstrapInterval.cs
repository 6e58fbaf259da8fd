namespace LlmEval.Statistics;

/// <summary>What <see cref="Bootstrap"/> found.</summary>
/// <param name="N">Number of cases, at least 1.</param>
/// <param name="Estimate">The quantity in the cases given, in their unit.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
public sealed record BootstrapInterval(int N, double Estimate, double Lower, double Upper);
