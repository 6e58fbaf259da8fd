using System.Globalization;
using LlmEval.Caching;

namespace LlmEval.Benchmarks.Groups;

/// <summary>
/// Cases whose answers are all cached, judged by a whole process: the one that a build starts, with the manifest that the build wrote. The
/// command by hand first asks MSBuild for the manifest; that is a figure of its own.
/// </summary>
internal sealed class CachedGroup : IBenchmarkGroup
{
    public string Name => "cached";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string engine = await context.EngineAsync();
        await context.BuildTasksAsync();
        (double oneSeconds, double oneMiB, double byHand) = await MeasureAsync(context, engine, 10_000, segments: 1);
        (double manySeconds, double manyMiB, _) = await MeasureAsync(context, engine, 10_000, segments: 1000);
        (double largeSeconds, double largeMiB, _) = await MeasureAsync(context, engine, 100_000, segments: 1);
        return
        [
            new Figure("cached-10000-in-1-segment", oneSeconds, "s", 1),
            new Figure("cached-10000-in-1-segment-memory", oneMiB, "MiB", 200),
            new Figure("cached-10000-by-hand-with-msbuild", byHand, "s", 1),
            new Figure("cached-10000-in-1000-segments", manySeconds, "s", 1),
            new Figure("cached-10000-in-1000-segments-memory", manyMiB, "MiB", 200),
            // Linear: ten times the cases in at most ten times the time. Flat: the limit of the memory stays the same.
            new Figure("cached-100000-against-10000", largeSeconds / oneSeconds, "times", 10),
            new Figure("cached-100000-memory", largeMiB, "MiB", 200),
        ];
    }

    private static async Task<(double Seconds, double MiB, double ByHand)> MeasureAsync(BenchmarkContext context, string engine, int cases, int segments)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"cached-{cases}-{segments}");
        string directory = Path.Combine(context.Scratch, name);
        string home = Path.Combine(directory, "home");
        string project = GeneratedProject.Write(directory, context.Repository, engine, suites: 1, cases);
        IReadOnlyDictionary<string, string?> environment = BenchmarkContext.EnvironmentOf(home);
        string manifest = Path.Combine(directory, "obj", "Debug", "net10.0", "llmeval", "manifest.json");
        Task<MeasuredProcess> ByHand() => MeasuredProcess.RunAsync("dotnet", [engine, "run", "--project", project], directory, environment);
        Task<MeasuredProcess> Run() => MeasuredProcess.RunAsync("dotnet", [engine, "run", "--manifest", manifest], directory, environment);

        BenchmarkContext.Say($"Filling {name} ...");
        await MeasuredProcess.RunAsync("dotnet", ["restore", project, "-v", "q"], directory, environment);
        await ByHand();
        string cache = Path.Combine(home, "cache");
        if (segments > 1) { SegmentSplitter.Split(cache, segments); }
        CheckFilled(cache, cases, segments);
        IReadOnlyList<MeasuredProcess> runs = await Median.RunsAsync(context.Runs, Run);
        // A run that had asked the model would have stored something.
        CheckFilled(cache, cases, segments);
        IReadOnlyList<MeasuredProcess> byHand = cases > 10_000 || segments > 1 ? [] : await Median.RunsAsync(context.Runs, ByHand);
        return (
            Median.Of(runs.Select(r => r.Wall.TotalSeconds)),
            Median.Of(runs.Select(r => r.PeakMiB)),
            byHand.Count == 0 ? 0 : Median.Of(byHand.Select(r => r.Wall.TotalSeconds)));
    }

    private static void CheckFilled(string cache, int cases, int segments)
    {
        IReadOnlyList<PartitionStatistics> partitions = CacheStatistics.Read(cache).Partitions;
        if (partitions.Sum(p => p.Entries) != cases || partitions.Sum(p => p.Segments) != segments)
        {
            throw new InvalidOperationException($"The cache should hold {cases} answers in {segments} segments: {string.Join("; ", partitions)}");
        }
    }
}
