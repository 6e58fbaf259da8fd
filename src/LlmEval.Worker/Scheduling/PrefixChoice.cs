namespace LlmEval.Worker.Scheduling;

/// <summary>Decides how long a beginning is worth keeping for others.</summary>
internal static class PrefixChoice
{
    /// <summary>A shorter gain than this is not worth a sequence of its own, in tokens.</summary>
    public const int Least = 16;

    /// <summary>Number of other requests, at least, that must begin the same way.</summary>
    public const int Sharers = 2;

    /// <summary>Length of the common beginning of two prompts, in tokens.</summary>
    public static int Common(ReadOnlySpan<int> left, ReadOnlySpan<int> right) => left.CommonPrefixLength(right);

    /// <summary>
    /// The length of <paramref name="prompt"/>'s beginning that saves most: gain over what is kept already, times the number of
    /// other prompts that have it; 0 when none is worth it. The last token of a prompt is never shared, because its logits are needed.
    /// </summary>
    public static int Length(int[] prompt, IEnumerable<int[]> others, int kept)
    {
        int[] common = [.. others.Select(o => Common(prompt.AsSpan(0, prompt.Length - 1), o)).Where(l => l >= kept + Least).OrderDescending()];
        int best = 0;
        long most = 0;
        for (int i = Sharers - 1; i < common.Length; i++)
        {
            long saved = (long)(common[i] - kept) * (i + 1);
            if (saved > most) { (best, most) = (common[i], saved); }
        }

        return best;
    }
}
