namespace LlmEval.Model;

/// <summary>Something to tell the user: what, where, how loud, and how to mend it.</summary>
/// <param name="Descriptor">The entry of the table.</param>
/// <param name="Severity">How loud.</param>
/// <param name="Location">Where.</param>
/// <param name="Message">Cause and mend in one or two sentences.</param>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, Severity Severity, Location Location, string Message)
{
    /// <summary>The code, for instance <c>LLM1002</c>.</summary>
    public string Code => Descriptor.Code;

    /// <summary>Whose turn it is.</summary>
    public DiagnosticFamily Family => Descriptor.Family;

    /// <summary>Whether it fails the build.</summary>
    public bool IsError => Severity == Severity.Error;

    /// <summary>MSBuild's canonical form: <c>file(line,column): error CODE: message</c>.</summary>
    public override string ToString()
    {
        string origin = Location.File.Length == 0 ? "llmeval" : Location.ToString();
        string kind = Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "message" };
        return $"{origin}: {kind} {Code}: {Message}";
    }
}
