using LlmEval.Model;

namespace LlmEval.Accepted;

/// <summary>What an accept came to.</summary>
/// <param name="Diagnostics">Refusals and warnings.</param>
/// <param name="Written">Full paths of the baselines that were written; empty after a refusal, or when nothing changed.</param>
public sealed record AcceptedBaselines(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Written)
{
    /// <summary>Whether something was refused.</summary>
    public bool IsRefused => Diagnostics.Any(d => d.Severity == Severity.Error);
}
