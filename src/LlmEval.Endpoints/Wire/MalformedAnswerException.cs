namespace LlmEval.Endpoints.Wire;

/// <summary>A server said "success" and sent something that is no answer: trouble, whatever it is.</summary>
internal sealed class MalformedAnswerException(string message) : Exception(message)
{
    /// <summary>Whether asking once more would bring the same.</summary>
    public bool IsFinal { get; init; }
}
