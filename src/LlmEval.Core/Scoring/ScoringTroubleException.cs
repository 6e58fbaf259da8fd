namespace LlmEval.Scoring;

/// <summary>A model that a scorer asked gave no answer: trouble on the way, so that the score is unscored. The message is for a person.</summary>
internal sealed class ScoringTroubleException(string message, Exception innerException) : Exception(message, innerException);
