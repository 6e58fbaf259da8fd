namespace LlmEval.Scoring.Safety.Secrets;

/// <summary>Shannon's entropy.</summary>
internal static class Entropy
{
    private const int Ascii = 128;

    /// <summary>Bits a character, from how often each occurs in the text itself; 0 for an empty text.</summary>
    public static double Of(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[Ascii];
        counts.Clear();
        foreach (char c in text) { counts[c < Ascii ? c : Ascii - 1]++; }

        double bits = 0;
        foreach (int count in counts)
        {
            if (count > 0)
            {
                double share = (double)count / text.Length;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }
}
