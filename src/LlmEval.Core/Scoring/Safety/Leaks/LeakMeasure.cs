using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Safety.Leaks;

/// <summary>How much of a system prompt an answer repeats, see <see cref="PromptLeak.Measure"/>.</summary>
/// <param name="Containment4">Share of the prompt's different sequences of four words that the answer has, 0 to 1.</param>
/// <param name="Containment8">The same of eight words.</param>
/// <param name="LongestRun">Words of the longest sequence that both have.</param>
/// <param name="RunStart">Where that sequence begins in the answer, in UTF-16 code units.</param>
/// <param name="RunLength">How long it is there, in UTF-16 code units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LeakMeasure(double Containment4, double Containment8, int LongestRun, int RunStart, int RunLength);
