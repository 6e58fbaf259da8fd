namespace LlmEval.Endpoints.Scheduling;

/// <summary>A body in pieces is longer than any answer; it was not read to its end.</summary>
internal sealed class TooLongException : Exception;
