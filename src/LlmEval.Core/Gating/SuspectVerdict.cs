namespace LlmEval.Gating;

/// <summary>What fresh samples said of one case that looked lost.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="PValue">One-sided p-value of "the case got worse": Fisher's exact test of its fresh samples against those held back, Mann-Whitney's for graded scores.</param>
/// <param name="AdjustedPValue">Corrected for all suspects of the suite and the suites of the build (Holm).</param>
/// <param name="IsLost">Whether it is confirmed as lost.</param>
/// <param name="Counts">In words, for instance <c>passed 0 of 12, was 9 of 9</c>.</param>
public sealed record SuspectVerdict(string CaseId, double PValue, double AdjustedPValue, bool IsLost, string Counts);
