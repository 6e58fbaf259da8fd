using LlmEval.Statistics;

namespace LlmEval.Comparing;

/// <summary>
/// The test that fits paired differences: McNemar's exact one where every pair is pass or fail, sign flips where too few differ for t to hold (fewer than 10 cases, or than 5
/// that differ), else t, by clusters where cases belong together.
/// </summary>
internal static class PairedTest
{
    private const int FewestCases = 10;
    private const int FewestDifferences = 5;

    /// <summary>Tests; null with fewer than two differences or clusters.</summary>
    /// <param name="differences">B minus A, one a case.</param>
    /// <param name="clusters">The cluster of each; null where no two cases belong together.</param>
    /// <param name="isPassOrFail">Whether each side of each pair is 0 or 1.</param>
    public static (string Name, PairedTResult T, double TwoSided, double Less)? Of(double[] differences, int[]? clusters, bool isPassOrFail)
    {
        PairedTResult? t = clusters is null ? PairedT.Test(differences) : PairedT.Test(differences, clusters);
        if (t is null) { return null; }

        if (clusters is null && isPassOrFail)
        {
            (int losses, int wins) = (differences.Count(d => d < 0), differences.Count(d => d > 0));
            return ("McNemar", t, McNemarExact.TwoSided(losses, wins), McNemarExact.Worse(losses, wins));
        }

        bool isFew = (clusters?.Distinct().Count() ?? differences.Length) < FewestCases || differences.Count(d => d != 0) < FewestDifferences || t.StandardError == 0;
        return !isFew ? ("paired t", t, t.PTwoSided, t.PLess)
            : clusters is null ? ("sign-flip", t, SignFlip.PTwoSided(differences), SignFlip.PLess(differences))
            : ("sign-flip", t, SignFlip.PTwoSided(differences, clusters), SignFlip.PLess(differences, clusters));
    }

    /// <summary>Numbers for names of clusters; null where each case is its own.</summary>
    public static int[]? Clusters(IReadOnlyList<string?> names)
    {
        if (names.All(n => n is null)) { return null; }

        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        int own = -1;
        return [.. names.Select(n => n is null ? own-- : numbers.TryGetValue(n, out int known) ? known : numbers[n] = numbers.Count)];
    }
}
