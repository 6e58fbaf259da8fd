namespace LlmEval.Gating.Baselines;

/// <summary>A line that is not as a baseline's lines are; never leaves <see cref="BaselineReader"/>.</summary>
internal sealed class BaselineFormatException(string message) : Exception(message);
