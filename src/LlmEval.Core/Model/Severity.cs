namespace LlmEval.Model;

/// <summary>How loud a diagnostic is.</summary>
public enum Severity
{
    /// <summary>Information; never fails anything.</summary>
    Message,

    /// <summary>Shown as a warning; fails a build only when the user promotes it.</summary>
    Warning,

    /// <summary>Fails the build.</summary>
    Error,
}
