using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Safety.Pii;

/// <summary>A place in a text that has the form of personal data.</summary>
/// <param name="Entity">What it is.</param>
/// <param name="Start">Where it begins, in UTF-16 code units from 0.</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PiiFinding(PiiEntity Entity, int Start, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}
