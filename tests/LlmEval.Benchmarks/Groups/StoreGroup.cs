using System.Globalization;

namespace LlmEval.Benchmarks.Groups;

/// <summary>The response cache alone: a fresh process indexes it and reads every answer once.</summary>
internal sealed class StoreGroup : IBenchmarkGroup
{
    public string Name => "store";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        StoreReading empty = await MeasureAsync(context, 0, 1);
        StoreReading one = await MeasureAsync(context, 10_000, 1);
        StoreReading many = await MeasureAsync(context, 10_000, 1000);
        StoreReading large = await MeasureAsync(context, 100_000, 1);
        StoreReading largeMany = await MeasureAsync(context, 100_000, 1000);
        BenchmarkContext.Say(string.Create(CultureInfo.InvariantCulture, $"process without entries: {empty.PeakMiB:0.0} MiB"));
        BenchmarkContext.Say(string.Create(CultureInfo.InvariantCulture, $"limit, the bytes of 10,000 entries in one read: {one.RawMilliseconds:0.0} ms"));
        BenchmarkContext.Say(string.Create(CultureInfo.InvariantCulture, $"peer, 10,000 entries in two files each: {one.FilesMilliseconds:0.0} ms"));
        return
        [
            new Figure("store-keys-100000", one.KeysMilliseconds, "ms", 500),
            new Figure("store-10000-in-1-segment", one.Milliseconds, "ms", 150),
            new Figure("store-10000-in-1-segment-memory", one.PeakMiB, "MiB", 60),
            new Figure("store-10000-in-1000-segments", many.Milliseconds, "ms", 150),
            new Figure("store-10000-in-1000-segments-memory", many.PeakMiB, "MiB", 60),
            new Figure("store-100000-in-1-segment", large.Milliseconds, "ms", 1500),
            new Figure("store-100000-in-1000-segments", largeMany.Milliseconds, "ms", 1500),
            new Figure("store-100000-index-bytes-an-entry", large.IndexBytes, "B", 80),
        ];
    }

    private static async Task<StoreReading> MeasureAsync(BenchmarkContext context, int entries, int segments)
    {
        string directory = Path.Combine(context.Scratch, string.Create(CultureInfo.InvariantCulture, $"store-{entries}-{segments}"));
        StoreReading.Write(directory, entries);
        if (segments > 1) { SegmentSplitter.Split(Path.Combine(directory, "cache"), segments); }
        IReadOnlyList<StoreReading> runs = await Median.RunsAsync(context.Runs, async () => StoreReading.Parse((await MeasuredProcess.RunAsync(
            Environment.ProcessPath!,
            [StoreReading.Verb, directory, entries.ToString(CultureInfo.InvariantCulture)],
            context.Scratch,
            BenchmarkContext.EnvironmentOf(context.Scratch))).Output));
        return StoreReading.MedianOf(runs);
    }
}
