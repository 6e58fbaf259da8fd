namespace LlmEval.Scoring.Text;

/// <summary>A BLEU score and what it is made of.</summary>
/// <param name="Value">The score, 0 to 100.</param>
/// <param name="Precisions">The smoothed precision of each n-gram order from 1, 0 to 100.</param>
/// <param name="BrevityPenalty">The factor for answers shorter than the references, 0 to 1.</param>
/// <param name="Statistics">The counts.</param>
public sealed record BleuScore(double Value, IReadOnlyList<double> Precisions, double BrevityPenalty, BleuStatistics Statistics);
