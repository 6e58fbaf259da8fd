using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Safety.Output;

/// <summary>A place in a text that does harm when it is passed on as it is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in UTF-16 code units from 0.</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OutputFinding(OutputKind Kind, int Start, int Length);
