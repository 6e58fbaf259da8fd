namespace LlmEval.Benchmarks;

/// <summary>The middle of several runs.</summary>
internal static class Median
{
    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Measures several times, after one run that only warms caches.</summary>
    public static async Task<IReadOnlyList<T>> RunsAsync<T>(int runs, Func<Task<T>> measure)
    {
        await measure();
        var results = new List<T>(runs);
        for (int i = 0; i < runs; i++) { results.Add(await measure()); }
        return results;
    }
}
