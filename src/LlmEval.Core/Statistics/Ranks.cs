namespace LlmEval.Statistics;

/// <summary>Ranks with ties at their mean. Doubled, they are whole numbers.</summary>
internal static class Ranks
{
    /// <summary>Twice the rank of each value, in the order given, and the sum of t^3 - t over groups of t equal values, which corrects variances.</summary>
    public static (int[] Doubled, double Ties) Of(double[] values)
    {
        double[] sorted = [.. values];
        int[] places = new int[values.Length];
        for (int i = 0; i < places.Length; i++) { places[i] = i; }

        Array.Sort(sorted, places);
        int[] doubled = new int[values.Length];
        double ties = 0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from]) { to++; }

            for (int i = from; i < to; i++) { doubled[places[i]] = from + to + 1; }

            double t = to - from;
            ties += (t * t * t) - t;
        }

        return (doubled, ties);
    }
}
