using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Safety.Secrets;

/// <summary>A place in a text that has the form of a key, token or password.</summary>
/// <param name="Rule">The rule that found it, named as by gitleaks: <c>github-pat</c>.</param>
/// <param name="Start">Where it begins, in UTF-16 code units from 0.</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SecretFinding(string Rule, int Start, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}
