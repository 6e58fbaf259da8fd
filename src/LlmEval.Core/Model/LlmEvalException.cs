namespace LlmEval.Model;

/// <summary>A failure that is already explained: carries the diagnostic to show. Anything else that is thrown is a defect (LLM9001).</summary>
public sealed class LlmEvalException : Exception
{
    /// <summary>Creates it.</summary>
    public LlmEvalException(Diagnostic diagnostic, Exception? innerException = null)
        : base(diagnostic.Message, innerException) => Diagnostic = diagnostic;

    /// <summary>What to show.</summary>
    public Diagnostic Diagnostic { get; }
}
