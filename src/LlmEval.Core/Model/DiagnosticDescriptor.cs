namespace LlmEval.Model;

/// <summary>One entry of the table of diagnostics: a code, what it means, how loud it is by default.</summary>
/// <param name="Code"><c>LLM</c> and four digits: 01xx and 1xxx authoring, 2xxx verdicts, 3xxx infrastructure, 9xxx internal.</param>
/// <param name="Title">What it means, in a few words, for the table.</param>
/// <param name="DefaultSeverity">How loud it is unless a setting says otherwise.</param>
public sealed record DiagnosticDescriptor(string Code, string Title, Severity DefaultSeverity)
{
    /// <summary>Whose turn it is.</summary>
    public DiagnosticFamily Family => Code[3] switch
    {
        '0' or '1' => DiagnosticFamily.Authoring,
        '2' => DiagnosticFamily.Verdict,
        '3' => DiagnosticFamily.Infrastructure,
        _ => DiagnosticFamily.Internal,
    };

    /// <summary>Where the code is explained.</summary>
    public string HelpLink => $"https://github.com/llmeval/llmeval/blob/main/src/LlmEval.MSBuild/README.md#{Code.ToLowerInvariant()}";

    /// <summary>Makes a diagnostic of this kind.</summary>
    /// <param name="location">Where.</param>
    /// <param name="message">What is wrong and how to mend it, in sentences; no secret and no line break.</param>
    /// <param name="severity">Overrides the default.</param>
    public Diagnostic At(Location location, string message, Severity? severity = null) =>
        new(this, severity ?? DefaultSeverity, location, message);
}
