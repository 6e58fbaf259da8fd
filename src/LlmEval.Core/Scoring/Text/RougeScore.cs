using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Text;

/// <summary>A ROUGE score, each part 0 to 1.</summary>
/// <param name="Precision">How much of the answer the reference has.</param>
/// <param name="Recall">How much of the reference the answer has.</param>
/// <param name="F">Their harmonic mean; 0 when both are 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RougeScore(double Precision, double Recall, double F)
{
    internal static RougeScore Of(long hits, long prediction, long target)
    {
        double precision = (double)hits / Math.Max(prediction, 1);
        double recall = (double)hits / Math.Max(target, 1);
        return new RougeScore(precision, recall, hits == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }
}
