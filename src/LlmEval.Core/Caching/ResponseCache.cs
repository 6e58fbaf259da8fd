using System.Collections.Concurrent;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>
/// What models answered, for ever and for all projects of a user: content-addressed, a partition a model. Every process writes
/// segments of its own and never appends to another's, so that many may work at once and a kill harms only the record being written.
/// Opening touches nothing; a folder that does not exist is an empty cache until something is stored. Safe to use from several threads.
/// </summary>
public sealed class ResponseCache : IDisposable
{
    /// <summary>Most segments that are open for reading at one time.</summary>
    internal const int MaxHandles = 32;

    private readonly ConcurrentDictionary<string, Lazy<CachePartition>> _partitions = new(StringComparer.Ordinal);
    private readonly Action<Diagnostic> _report;

    private ResponseCache(string directory, string toolVersion, Action<Diagnostic> report, TimeProvider time)
    {
        Directory = directory;
        ToolVersion = toolVersion;
        _report = report;
        Time = time;
    }

    /// <summary>The folder, see <see cref="CacheLocation"/>.</summary>
    public string Directory { get; }

    /// <summary>What was taken and put, over all partitions.</summary>
    public CacheUsage Usage => Opened().Aggregate(default(CacheUsage), static (sum, partition) => sum + partition.Usage);

    internal string ToolVersion { get; }

    /// <summary>This machine's mark, which is noted with what it measures; null where it has none.</summary>
    internal string? Machine { get; private init; }

    internal TimeProvider Time { get; }

    internal HandlePool Handles { get; } = new(MaxHandles);

    internal bool IsDisposed { get; private set; }

    /// <summary>Opens the cache in a folder.</summary>
    /// <param name="directory">Full path.</param>
    /// <param name="toolVersion">Noted with every answer that is stored; no part of any key.</param>
    /// <param name="report">Told of damage (LLM3008), possibly from several threads.</param>
    /// <param name="time">Names segments and dates answers; the system's when null.</param>
    /// <param name="machine">This machine's mark (<see cref="MachineMark"/>), noted with every answer that is stored; nothing is noted when null.</param>
    public static ResponseCache Open(string directory, string toolVersion, Action<Diagnostic> report, TimeProvider? time = null, string? machine = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new ResponseCache(directory, toolVersion, report, time ?? TimeProvider.System) { Machine = machine };
    }

    /// <summary>The answers of one model; indexed at the first call.</summary>
    /// <param name="modelIdentity">The key of <see cref="Models.ModelIdentity"/>.</param>
    public CachePartition Partition(string modelIdentity)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _partitions.GetOrAdd(
            modelIdentity,
            static (model, cache) => new Lazy<CachePartition>(() => new CachePartition(cache, CacheLayout.Partition(cache.Directory, model), model)),
            this).Value;
    }

    /// <summary>Takes in what other processes wrote meanwhile.</summary>
    public void Refresh()
    {
        foreach (CachePartition partition in Opened()) { partition.Refresh(); }
    }

    /// <summary>Makes everything stored so far survive a loss of power; otherwise done every two seconds and at the end.</summary>
    /// <exception cref="LlmEvalException">The disk refuses (LLM3007).</exception>
    public void Flush()
    {
        foreach (CachePartition partition in Opened()) { partition.Flush(); }
    }

    /// <summary>Flushes and closes all files.</summary>
    public void Dispose()
    {
        if (IsDisposed) { return; }
        IsDisposed = true;
        foreach (CachePartition partition in Opened()) { partition.Close(); }
        Handles.Dispose();
    }

    internal void Report(Diagnostic diagnostic) => _report(diagnostic);

    private IEnumerable<CachePartition> Opened() => _partitions.Values.Where(static p => p.IsValueCreated).Select(static p => p.Value);
}
