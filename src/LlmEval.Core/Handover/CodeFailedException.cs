namespace LlmEval.Handover;

/// <summary>The code under test gave no answer: the sample is unscored.</summary>
internal sealed class CodeFailedException(string message, Exception? innerException) : Exception(message, innerException);
