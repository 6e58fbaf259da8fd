namespace LlmEval.Assemblies.Running;

/// <summary>The user's code gave no answer: the sample is unscored.</summary>
internal sealed class CodeTroubleException(string message, Exception? innerException = null) : Exception(message, innerException);
