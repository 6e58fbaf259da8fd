using LlmEval.Engine;

namespace LlmEval.XunitV3.Running;

/// <summary>A red case or verdict. Its stack is the place in the suite, so that a click on it leads there.</summary>
internal sealed class CaseFailure(string message, string what, string file, int line) : Exception(message), IAssertionException
{
    /// <inheritdoc/>
    public override string? StackTrace => file.Length == 0 ? base.StackTrace : FormattableString.Invariant($"   at {what} in {file}:line {Math.Max(line, 1)}");
}
