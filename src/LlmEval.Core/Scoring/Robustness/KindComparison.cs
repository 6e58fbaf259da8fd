using LlmEval.Scoring.Comparisons;

namespace LlmEval.Scoring.Robustness;

/// <summary>Perturbed cases of one kind compared with their originals by one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Kind">The kind of perturbation.</param>
/// <param name="Pairs">Perturbed and original.</param>
internal sealed record KindComparison(string Metric, string Kind, Comparison Pairs);
