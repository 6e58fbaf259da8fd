namespace LlmEval.Scoring.Comparisons;

/// <summary>
/// How far the samples of two prompts are apart, and how far those of one prompt are (the A/A noise floor): the mean over all pairs of samples, so that both have the same
/// expectation where the prompts do not differ.
/// </summary>
internal static class Distances
{
    /// <summary>The share of pairs with different labels.</summary>
    public static double Labels(SampledScores a, SampledScores b) => Cross(a.Labels, b.Labels, static (x, y) => string.Equals(x, y, StringComparison.Ordinal) ? 0 : 1);

    /// <summary>The mean absolute difference of the values.</summary>
    public static double Values(SampledScores a, SampledScores b) => Cross(a.Values, b.Values, static (x, y) => Math.Abs(x - y));

    /// <summary>The A/A floor of <see cref="Labels"/>: the mean of both prompts' own, or of the one that has it; null when neither was sampled twice.</summary>
    public static double? LabelFloor(SampledScores a, SampledScores b) => Floor(a, b, static s => Within(s.Labels, static (x, y) => string.Equals(x, y, StringComparison.Ordinal) ? 0 : 1));

    /// <summary>The A/A floor of <see cref="Values"/>.</summary>
    public static double? ValueFloor(SampledScores a, SampledScores b) => Floor(a, b, static s => Within(s.Values, static (x, y) => Math.Abs(x - y)));

    private static double? Floor(SampledScores a, SampledScores b, Func<SampledScores, double?> within)
    {
        if (a.IsDeterministic && b.IsDeterministic) { return 0; }

        (double? ofA, double? ofB) = (within(a), within(b));
        return ofA is null ? ofB : ofB is null ? ofA : (ofA + ofB) / 2;
    }

    private static double Cross<T>(T[] a, T[] b, Func<T, T, double> distance)
    {
        double sum = 0;
        foreach (T x in a)
        {
            foreach (T y in b) { sum += distance(x, y); }
        }

        return sum / ((double)a.Length * b.Length);
    }

    private static double? Within<T>(T[] values, Func<T, T, double> distance)
    {
        if (values.Length < 2) { return null; }

        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = i + 1; j < values.Length; j++) { sum += distance(values[i], values[j]); }
        }

        return sum / (values.Length * (values.Length - 1) / 2.0);
    }
}
