using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Text;

/// <summary>What TER is computed from; a corpus's is the sum of its answers'.</summary>
/// <param name="Edits">Edits to the closest reference, shifts among them.</param>
/// <param name="ReferenceLength">Mean length of the references, in words.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TerStatistics(long Edits, double ReferenceLength)
{
    /// <summary>The score: edits for each 100 words of the reference; 0 is best, and it may exceed 100. 100 for words where there should be none.</summary>
    public double Score => ReferenceLength > 0 ? 100 * (Edits / ReferenceLength) : Edits > 0 ? 100 : 0;

    /// <summary>The sum.</summary>
    public static TerStatistics operator +(TerStatistics left, TerStatistics right) =>
        new(left.Edits + right.Edits, left.ReferenceLength + right.ReferenceLength);
}
