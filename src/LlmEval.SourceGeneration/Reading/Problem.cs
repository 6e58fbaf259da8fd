using LlmEval.Model;

namespace LlmEval.SourceGeneration.Reading;

/// <summary>A mistake in a prompt, compared by value.</summary>
/// <param name="Code">Its code in the table of diagnostics.</param>
/// <param name="Message">Cause and mend.</param>
/// <param name="Location">Where it is.</param>
internal sealed record Problem(string Code, string Message, Location Location)
{
    /// <summary>The same mistake as the engine tells it.</summary>
    public Problem(Diagnostic diagnostic)
        : this(diagnostic.Code, diagnostic.Message, diagnostic.Location)
    {
    }
}
