using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>What a cache holds, partition by partition.</summary>
/// <param name="Directory">The cache's folder.</param>
/// <param name="Partitions">Its partitions, by folder.</param>
public sealed record CacheStatistics(string Directory, IReadOnlyList<PartitionStatistics> Partitions)
{
    /// <summary>Reads every segment and changes nothing; a folder that does not exist is an empty cache.</summary>
    /// <exception cref="IOException">A segment or folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A segment or folder may not be read.</exception>
    public static CacheStatistics Read(string directory, CancellationToken cancellationToken = default)
    {
        using var scanner = new SegmentScanner();
        return new CacheStatistics(directory, [.. CacheLayout.Partitions(directory).Select(p => ReadPartition(p, scanner, cancellationToken))]);
    }

    private static PartitionStatistics ReadPartition(string partition, SegmentScanner scanner, CancellationToken cancellationToken)
    {
        var counter = new Counter();
        FileInfo[] segments = CacheLayout.Segments(partition);
        long bytes = 0;
        foreach (FileInfo segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using SafeFileHandle handle = CacheLayout.OpenToRead(segment.FullName, FileOptions.SequentialScan);
            bytes += scanner.Scan(handle, 0, counter).Length;
        }

        return new PartitionStatistics
        {
            Directory = partition,
            Model = counter.Model,
            Segments = segments.Length,
            Entries = counter.Keys.Count,
            Duplicates = counter.Duplicates,
            Bytes = bytes,
            DamagedBytes = counter.DamagedBytes,
            Oldest = counter.Oldest,
            Newest = counter.Newest,
        };
    }

    private sealed class Counter : ISegmentVisitor
    {
        public KeyIndex Keys { get; } = new();

        public string? Model { get; private set; }

        public int Duplicates { get; private set; }

        public long DamagedBytes { get; private set; }

        public DateTimeOffset? Oldest { get; private set; }

        public DateTimeOffset? Newest { get; private set; }

        public void Record(long offset, ReadOnlySpan<byte> record)
        {
            CacheKey key = SegmentRecord.Key(record);
            ReadOnlySpan<byte> payload = record[SegmentRecord.HeaderSize..];
            if (key == default)
            {
                Model ??= SegmentHeader.TryRead(payload)?.Model;
                return;
            }

            if (Keys.TryGet(key, out _)) { Duplicates++; }
            else { Keys.Set(key, new RecordPlace(0, 0, record.Length)); }

            if (EntryCodec.TryRead(payload)?.Lineage.Created is not DateTimeOffset created) { return; }
            if (!(created >= Oldest)) { Oldest = created; }
            if (!(created <= Newest)) { Newest = created; }
        }

        public void Damaged(long offset, long length, bool isTail) => DamagedBytes += length;
    }
}
