using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// The test of "the mean is below 0" that fits the number of cases: Student's t on pairs (or on clusters) from 10 of them on, at least 5 of which differ;
/// below that the exact sign flip, because a t with next to no spread to go by claims too much. Where samples cannot vary it is t for any number: differences are facts then, and the flips of three
/// facts could never say more than 1/8.
/// </summary>
internal static class OneSided
{
    private const int LeastForT = 10;
    private const int LeastThatDiffer = 5;

    /// <summary>The mean of the differences and the one-sided p-value of "it is below 0"; NaN are left out.</summary>
    /// <param name="differences">One a case.</param>
    /// <param name="clusters">The cluster of each, or null.</param>
    /// <param name="same">
    /// Cases whose difference is 0 because nothing of them changed, or null. They count in the mean and say nothing of its spread: beside two hundred of them, five cases that changed would
    /// look like a sample of two hundred.
    /// </param>
    /// <param name="isFact">Whether samples cannot vary.</param>
    public static (double Mean, double P) Worse(double[] differences, int[]? clusters, bool[]? same = null, bool isFact = false)
    {
        double[] there = differences;
        int count = 0, tested = 0;
        double sum = 0;
        for (int i = 0; i < differences.Length; i++)
        {
            if (double.IsNaN(differences[i])) { continue; }

            sum += differences[i];
            count++;
            tested += same?[i] == true ? 0 : 1;
        }

        if (tested == 0) { return (count == 0 ? 0 : sum / count, 1); }

        if (tested < differences.Length)
        {
            there = new double[tested];
            int[]? kept = clusters is null ? null : new int[tested];
            for (int i = 0, n = 0; i < differences.Length; i++)
            {
                if (double.IsNaN(differences[i]) || same?[i] == true) { continue; }

                if (kept is not null) { kept[n] = clusters![i]; }

                there[n++] = differences[i];
            }

            clusters = kept;
        }

        double[] units = clusters is null ? there : ClusterSums.Of(there, clusters);
        int differing = 0;
        foreach (double d in units) { differing += d == 0 ? 0 : 1; }

        if (!isFact && (units.Length < LeastForT || differing < LeastThatDiffer)) { return (sum / count, SignFlip.PLess(units)); }

        PairedTResult? test = clusters is null ? PairedT.Test(there) : PairedT.Test(there, clusters);
        return (sum / count, test?.PLess ?? 1);
    }
}
