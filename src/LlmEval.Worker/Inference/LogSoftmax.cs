using System.Runtime.Intrinsics;

namespace LlmEval.Worker.Inference;

/// <summary>The natural logarithm of a token's probability, by the softmax of raw logits.</summary>
internal static class LogSoftmax
{
    /// <summary><c>x[i] - log(sum(exp(x)))</c>, computed against the largest one so that nothing overflows; 0 or less, NaN when a logit is.</summary>
    public static double Of(ReadOnlySpan<float> logits, int index)
    {
        float largest = float.NegativeInfinity;
        foreach (float logit in logits) { largest = MathF.Max(largest, logit); }

        double sum = 0;
        int at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> shift = Vector256.Create(largest);
            for (; at <= logits.Length - Vector256<float>.Count; at += Vector256<float>.Count)
            {
                // Eight at a time; the sum in double precision, because a vocabulary is long.
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Exp(Vector256.Create(logits[at..]) - shift));
                sum += Vector256.Sum(low + high);
            }
        }

        for (; at < logits.Length; at++) { sum += Math.Exp(logits[at] - largest); }

        return Math.Min(0, logits[index] - (double)largest - Math.Log(sum));
    }
}
