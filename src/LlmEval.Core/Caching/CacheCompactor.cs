using LlmEval.Model;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>Makes few segments of many. Safe while other processes read and write, and whatever the moment of a kill.</summary>
public static class CacheCompactor
{
    /// <summary>From so many small segments on, a run puts them together when it ends.</summary>
    internal const int WorthwhileSegments = 32;

    /// <summary>What a small segment is, 4 MiB: to read and write so much takes less than to open and scan many files each time.</summary>
    internal const long SmallSegment = 4L << 20;

    /// <summary>Most that a run rewrites when it ends, 64 MiB: a fraction of a second.</summary>
    private const long CheapBytes = 64L << 20;

    /// <summary>Puts all neighbouring segments together that nobody uses, up to 1 GiB each.</summary>
    /// <param name="directory">The cache's folder; one that does not exist is an empty cache.</param>
    /// <param name="dryRun">Only says what would be done; the size after is then that before.</param>
    /// <param name="time">Time; the system's when null.</param>
    /// <param name="cancellationToken">Looked at between groups of segments.</param>
    /// <exception cref="LlmEvalException">The cache cannot be written (LLM3007); nothing is lost.</exception>
    public static CompactionResult Compact(string directory, bool dryRun = false, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        CompactionResult sum = new(0, 0, 0, 0, 0);
        foreach (string partition in CacheLayout.Partitions(directory))
        {
            CompactionResult one = CompactPartition(partition, CachePartition.LargeSegment, dryRun, (time ?? TimeProvider.System).GetUtcNow(), cancellationToken);
            sum = new CompactionResult(
                sum.SegmentsBefore + one.SegmentsBefore, sum.SegmentsAfter + one.SegmentsAfter,
                sum.BytesBefore + one.BytesBefore, sum.BytesAfter + one.BytesAfter, sum.InUse + one.InUse);
        }

        return sum;
    }

    /// <summary>
    /// What a run does when it ends: nothing, unless one model has at least 32 segments of at most 4 MiB, of at most 64 MiB together. Trouble
    /// is no matter: the cache stays as it was.
    /// </summary>
    /// <param name="directory">The cache's folder.</param>
    /// <param name="modelIdentities">The models of the run.</param>
    /// <param name="time">Time.</param>
    public static void CompactIfWorthwhile(string directory, IEnumerable<string> modelIdentities, TimeProvider time)
    {
        foreach (string partition in modelIdentities.Distinct(StringComparer.Ordinal).Select(m => CacheLayout.Partition(directory, m)))
        {
            try
            {
                FileInfo[] small = [.. CacheLayout.Segments(partition).Where(s => s.Length <= SmallSegment)];
                if (small.Length >= WorthwhileSegments && small.Sum(s => s.Length) <= CheapBytes)
                {
                    CompactPartition(partition, SmallSegment, dryRun: false, time.GetUtcNow(), CancellationToken.None);
                }
            }
            catch (Exception exception) when (exception is LlmEvalException or IOException or UnauthorizedAccessException)
            {
                // A cache with many segments is as good as one with few, only slower.
            }
        }
    }

    /// <summary>The model of a partition, as the first readable header says it.</summary>
    internal static string? ModelOf(IEnumerable<FileInfo> segments)
    {
        foreach (FileInfo segment in segments)
        {
            using SafeFileHandle handle = CacheLayout.OpenToRead(segment.FullName);
            if (SegmentHeader.TryRead(handle) is { } header) { return header.Model; }
        }

        return null;
    }

    private static CompactionResult CompactPartition(string partition, long largest, bool dryRun, DateTimeOffset now, CancellationToken cancellationToken)
    {
        FileInfo[] segments = CacheLayout.Segments(partition);
        long bytes = segments.Sum(s => s.Length);
        CompactionResult unchanged = new(segments.Length, segments.Length, bytes, bytes, 0);
        if (segments.Length < 2) { return unchanged; }

        using PartitionLock? mine = dryRun ? null : PartitionLock.TryTake(partition);
        if (!dryRun && mine is null) { return unchanged with { InUse = segments.Length }; }

        try
        {
            if (ModelOf(segments) is not { } model) { return unchanged; }

            if (!dryRun) { SegmentMerge.RemoveUnfinished(partition); }

            var merge = new SegmentMerge(partition, model, static _ => true);
            List<List<FileInfo>> groups = Groups(segments, largest, now, out int inUse);
            CompactionResult result = unchanged with { InUse = inUse };
            foreach (List<FileInfo> group in groups)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long before = group.Sum(s => s.Length);
                long after = dryRun ? before : merge.Run(group);
                result = result with
                {
                    SegmentsAfter = result.SegmentsAfter - group.Count + (after > 0 ? 1 : 0),
                    BytesAfter = result.BytesAfter - before + after,
                };
            }

            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheReports.Unwritable(partition, exception);
        }
    }

    /// <summary>Neighbours that may be put together: what stands between two of them would otherwise win or lose against both.</summary>
    private static List<List<FileInfo>> Groups(FileInfo[] segments, long largest, DateTimeOffset now, out int inUse)
    {
        List<List<FileInfo>> groups = [[]];
        long size = 0;
        inUse = 0;
        foreach (FileInfo segment in segments)
        {
            bool isFinished = segment.Length <= largest && SegmentUse.IsFinished(segment, now);
            if (segment.Length <= largest && !isFinished) { inUse++; }

            if (!isFinished || size + segment.Length > CachePartition.LargeSegment)
            {
                groups.Add([]);
                size = 0;
            }

            if (!isFinished) { continue; }

            groups[^1].Add(segment);
            size += segment.Length;
        }

        groups.RemoveAll(static g => g.Count < 2);
        return groups;
    }
}
