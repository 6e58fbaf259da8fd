namespace LlmEval.Statistics;

/// <summary>What <see cref="Wilcoxon"/> found.</summary>
/// <param name="N">Number of differences that are not 0.</param>
/// <param name="PositiveRanks">W+: the sum of the ranks of sizes of the positive ones.</param>
/// <param name="Exact">Whether the distribution was exact, else the normal approximation.</param>
/// <param name="PLess">One-sided p-value of "the differences lie below 0".</param>
/// <param name="PGreater">One-sided p-value of "the differences lie above 0".</param>
/// <param name="PTwoSided">Two-sided p-value.</param>
public sealed record WilcoxonResult(int N, double PositiveRanks, bool Exact, double PLess, double PGreater, double PTwoSided);
