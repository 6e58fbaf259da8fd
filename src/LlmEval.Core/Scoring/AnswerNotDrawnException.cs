namespace LlmEval.Scoring;

/// <summary>A scorer needs an answer of a model that the cache lacks and that may not be drawn now. Scorers let it through.</summary>
public sealed class AnswerNotDrawnException : Exception
{
    /// <summary>Creates it.</summary>
    public AnswerNotDrawnException()
        : base("a model that judges the answer has not been asked yet")
    {
    }

    /// <summary>Creates it with a text of its own.</summary>
    public AnswerNotDrawnException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with a cause.</summary>
    public AnswerNotDrawnException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
