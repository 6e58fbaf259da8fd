namespace LlmEval.Engine;

/// <summary>An assertion on a result that does not hold.</summary>
public sealed class LlmEvalAssertionException : Exception, IAssertionException
{
    /// <summary>Creates it.</summary>
    public LlmEvalAssertionException(string message)
        : base(message)
    {
    }
}
