using System.Runtime.InteropServices;
using LlmEval.Model;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>Deletes the answers that a rule names, and keeps all others. Safe while other processes read and write.</summary>
public static class CachePruner
{
    /// <summary>Prunes.</summary>
    /// <param name="directory">The cache's folder; one that does not exist is an empty cache.</param>
    /// <param name="rule">What goes.</param>
    /// <param name="dryRun">Only says what would go.</param>
    /// <param name="time">Time; the system's when null.</param>
    /// <param name="cancellationToken">Looked at between segments.</param>
    /// <exception cref="LlmEvalException">The cache cannot be written (LLM3007).</exception>
    public static PruneResult Prune(string directory, PruneRule rule, bool dryRun = false, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = (time ?? TimeProvider.System).GetUtcNow();
        try
        {
            List<Entry> entries = Entries(directory, cancellationToken);
            HashSet<CacheKey> going = Going(entries, rule, now);
            long bytes = entries.Where(e => going.Contains(e.Key)).Sum(e => (long)e.Length);
            PruneResult result = new(entries.Count, going.Count, bytes, 0);
            if (going.Count == 0) { return result; }

            foreach (string partition in CacheLayout.Partitions(directory))
            {
                cancellationToken.ThrowIfCancellationRequested();
                result = result with { InUse = result.InUse + PrunePartition(partition, going, dryRun, now) };
            }

            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheReports.Unwritable(directory, exception);
        }
    }

    private static List<Entry> Entries(string directory, CancellationToken cancellationToken)
    {
        List<Entry> entries = [];
        foreach (string partition in CacheLayout.Partitions(directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            CacheRecords.Read(partition, (key, length, segment, payload) =>
            {
                // An answer of a later version does not say its age to this one: it is as old as its segment.
                long at = EntryCodec.TryRead(payload)?.Lineage.Created.ToUnixTimeMilliseconds()
                    ?? new DateTimeOffset(segment.LastWriteTimeUtc, TimeSpan.Zero).ToUnixTimeMilliseconds();
                entries.Add(new Entry(key, at, length));
            });
        }

        return entries;
    }

    private static HashSet<CacheKey> Going(List<Entry> entries, PruneRule rule, DateTimeOffset now)
    {
        long oldest = rule.OlderThan is { } age && age < now - DateTimeOffset.MinValue ? (now - age).ToUnixTimeMilliseconds() : long.MinValue;
        HashSet<CacheKey> going = [.. entries.Where(e => e.At < oldest || rule.Needed?.Contains(e.Key) == false).Select(e => e.Key)];
        if (rule.MaxBytes is not { } most) { return going; }

        List<Entry> staying = [.. entries.Where(e => !going.Contains(e.Key)).OrderBy(e => e.At).ThenBy(e => e.Key.ToString(), StringComparer.Ordinal)];
        long size = staying.Sum(e => (long)e.Length);
        foreach (Entry entry in staying)
        {
            if (size <= most) { break; }

            going.Add(entry.Key);
            size -= entry.Length;
        }

        return going;
    }

    /// <summary>Gives the number of segments that were left alone.</summary>
    private static int PrunePartition(string partition, HashSet<CacheKey> going, bool dryRun, DateTimeOffset now)
    {
        FileInfo[] concerned = [.. CacheLayout.Segments(partition).Where(s => Holds(s, going))];
        if (concerned.Length == 0) { return 0; }

        if (dryRun) { return concerned.Count(s => !SegmentUse.IsFinished(s, now)); }

        using (PartitionLock? mine = PartitionLock.TryTake(partition))
        {
            if (mine is null) { return concerned.Length; }

            SegmentMerge.RemoveUnfinished(partition);
            if (CacheCompactor.ModelOf(CacheLayout.Segments(partition)) is not { } model) { return concerned.Length; }

            var merge = new SegmentMerge(partition, model, key => !going.Contains(key));
            int inUse = 0;
            foreach (FileInfo segment in concerned)
            {
                if (SegmentUse.IsFinished(segment, now)) { merge.Run([segment]); }
                else { inUse++; }
            }

            if (inUse > 0) { return inUse; }
        }

        PartitionLock.RemoveIfEmpty(partition);
        return 0;
    }

    private static bool Holds(FileInfo segment, HashSet<CacheKey> keys)
    {
        using SafeFileHandle handle = CacheLayout.OpenToRead(segment.FullName, FileOptions.SequentialScan);
        using var scanner = new SegmentScanner();
        var finder = new Finder(keys);
        scanner.Scan(handle, 0, finder);
        return finder.Found;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(CacheKey Key, long At, int Length);

    private sealed class Finder(HashSet<CacheKey> keys) : ISegmentVisitor
    {
        public bool Found { get; private set; }

        public void Record(long offset, ReadOnlySpan<byte> record) => Found |= keys.Contains(SegmentRecord.Key(record));

        public void Damaged(long offset, long length, bool isTail)
        {
        }
    }
}
