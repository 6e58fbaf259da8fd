namespace LlmEval.Statistics;

/// <summary>
/// The Wasserstein-1 distance of two samples: the area between their cumulative distributions. Equal to <c>scipy.stats.wasserstein_distance</c>; with as many
/// values on both sides it is the mean distance of the sorted values.
/// </summary>
public static class Wasserstein
{
    /// <summary>The distance, in the unit of the values.</summary>
    /// <param name="a">Finite values, ascending; at least one.</param>
    /// <param name="b">Finite values, ascending; at least one.</param>
    /// <exception cref="ArgumentException">One is empty.</exception>
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.IsEmpty || b.IsEmpty) { throw new ArgumentException("Two samples are compared.", a.IsEmpty ? nameof(a) : nameof(b)); }

        int i = 0, j = 0;
        double area = 0;
        double at = Math.Min(a[0], b[0]);
        while (i < a.Length || j < b.Length)
        {
            double next = i == a.Length ? b[j] : j == b.Length ? a[i] : Math.Min(a[i], b[j]);
            area += Math.Abs((double)i / a.Length - (double)j / b.Length) * (next - at);
            at = next;
            while (i < a.Length && a[i] == next) { i++; }

            while (j < b.Length && b[j] == next) { j++; }
        }

        return area;
    }
}
