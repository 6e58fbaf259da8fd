using System.Diagnostics;
using System.Globalization;
using LlmEval.Caching;
using LlmEval.Model;
using LlmEval.Suites;
using LlmEval.Documents;
using LlmEval.Models;

namespace LlmEval.Benchmarks.Groups;

/// <summary>What reading a cache cost a fresh process of this program.</summary>
internal sealed record StoreReading(double Milliseconds, double PeakMiB, double IndexBytes, double KeysMilliseconds, double RawMilliseconds, double FilesMilliseconds)
{
    /// <summary>What makes this program that process.</summary>
    public const string Verb = "--read-store";

    private const string Model = "scripted:sha256:0000";

    /// <summary>Fills a cache with answers of about 1 KB, and, for the first 10,000, the peer's two files an entry.</summary>
    public static void Write(string directory, int entries)
    {
        Directory.CreateDirectory(directory);
        using ResponseCache cache = ResponseCache.Open(Path.Combine(directory, "cache"), "0.1.0", Unexpected);
        CachePartition partition = cache.Partition(Model);
        string text = string.Join(' ', Enumerable.Repeat("Grüße an alle, die das lesen.", 30));
        for (int i = 0; i < entries; i++)
        {
            partition.Store(RequestKeys.Sample(default, i), new Answer { Text = i.ToString(CultureInfo.InvariantCulture) + text, InputTokens = 100, OutputTokens = 200 });
        }

        if (entries != 10_000) { return; }
        for (int i = 0; i < entries; i++)
        {
            string entry = Directory.CreateDirectory(Path.Combine(directory, "files", i.ToString(CultureInfo.InvariantCulture))).FullName;
            File.WriteAllText(Path.Combine(entry, "contents.data"), text);
            File.WriteAllText(Path.Combine(entry, "entry.json"), "{\"expiration\":\"2030-01-01T00:00:00Z\"}");
        }
    }

    /// <summary>Is that process: measures itself and prints the result.</summary>
    public static void Measure(string directory, int entries)
    {
        string root = Path.Combine(directory, "cache");
        CacheKey[] keys = [.. Enumerable.Range(0, entries).Select(i => RequestKeys.Sample(default, i))];
        long started = Stopwatch.GetTimestamp();
        using ResponseCache cache = ResponseCache.Open(root, "0.1.0", Unexpected);
        CachePartition partition = cache.Partition(Model);
        long characters = 0;
        for (int i = 0; i < entries; i++) { characters += partition.TryGet(keys[i])!.Text.Length; }
        double milliseconds = Since(started);
        double peak = MeasuredProcess.OwnPeakMiB();
        if (characters < entries * 800L) { throw new InvalidOperationException("The answers are not those that were stored."); }

        // What stays of the index when everything else is gone.
        using ResponseCache second = ResponseCache.Open(root, "0.1.0", Unexpected);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        CachePartition index = second.Partition(Model);
        double indexBytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Math.Max(1, index.Count);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"reading {milliseconds} {peak} {indexBytes} {KeysOf100_000()} {Raw(root)} {Files(Path.Combine(directory, "files"))}"));
    }

    /// <summary>Reads what <see cref="Measure"/> printed.</summary>
    public static StoreReading Parse(string output)
    {
        string line = output.Split('\n').Single(l => l.StartsWith("reading ", StringComparison.Ordinal));
        double[] values = [.. line.Trim().Split(' ').Skip(1).Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        return new StoreReading(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    /// <summary>The median of each value.</summary>
    public static StoreReading MedianOf(IReadOnlyList<StoreReading> runs) => new(
        Median.Of(runs.Select(r => r.Milliseconds)),
        Median.Of(runs.Select(r => r.PeakMiB)),
        Median.Of(runs.Select(r => r.IndexBytes)),
        Median.Of(runs.Select(r => r.KeysMilliseconds)),
        Median.Of(runs.Select(r => r.RawMilliseconds)),
        Median.Of(runs.Select(r => r.FilesMilliseconds)));

    private static double KeysOf100_000()
    {
        var keys = new RequestKeys("1", new ModelParameters { Temperature = 0.7, MaxTokens = 200, Seed = 1 }, Model);
        string text = new('x', 500);
        ModelRequest request = new()
        {
            Messages = [new("system", "Repeat the message, and answer in one line of text without any explanation."), new("user", text)],
            Sample = 0,
            Case = new EvalCase { Id = "c", Location = Location.None, Vars = CaseValue.Empty, InputsHash = default },
        };
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < 100_000; i++) { RequestKeys.Sample(keys.Request(request), i & 7); }
        return Since(started);
    }

    private static double Raw(string root)
    {
        long started = Stopwatch.GetTimestamp();
        foreach (string file in Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories) : []) { File.ReadAllBytes(file); }
        return Since(started);
    }

    private static double Files(string root)
    {
        long started = Stopwatch.GetTimestamp();
        foreach (string entry in Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [])
        {
            File.ReadAllText(Path.Combine(entry, "entry.json"));
            File.ReadAllText(Path.Combine(entry, "contents.data"));
        }

        return Since(started);
    }

    private static double Since(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    private static void Unexpected(Diagnostic diagnostic) => throw new InvalidOperationException(diagnostic.ToString());
}
