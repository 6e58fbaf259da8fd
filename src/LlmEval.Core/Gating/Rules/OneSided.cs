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
    public static (double Mean, double P) Worse(double[] differences, int[]? clusters, bool isFact = false)
    {
        double[] there = differences;
        int count = 0;
        double sum = 0;
        foreach (double d in differences)
        {
            if (double.IsNaN(d)) { continue; }

            sum += d;
            count++;
        }

        if (count == 0) { return (0, 1); }

        if (count < differences.Length)
        {
            there = new double[count];
            int[]? kept = clusters is null ? null : new int[count];
            for (int i = 0, n = 0; i < differences.Length; i++)
            {
                if (double.IsNaN(differences[i])) { continue; }

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
