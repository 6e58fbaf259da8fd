using LlmEval.Caching;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Benchmarks;

/// <summary>Makes many segments out of a cache's few, as many small runs would have left them; the answers stay the same.</summary>
internal static class SegmentSplitter
{
    /// <summary>Rewrites each partition that has at least so many entries.</summary>
    public static void Split(string cache, int segments)
    {
        foreach (string partition in CacheLayout.Partitions(cache))
        {
            var collector = new Collector();
            using var scanner = new SegmentScanner();
            FileInfo[] files = CacheLayout.Segments(partition);
            foreach (FileInfo file in files)
            {
                using SafeFileHandle handle = CacheLayout.OpenToRead(file.FullName);
                scanner.Scan(handle, 0, collector);
            }

            if (collector.Records.Count < segments) { continue; }
            Write(partition, collector, segments);
            foreach (FileInfo file in files) { file.Delete(); }
        }
    }

    private static void Write(string partition, Collector collector, int segments)
    {
        int size = (collector.Records.Count + segments - 1) / segments;
        for (int first = 0; first < collector.Records.Count; first += size)
        {
            using var writer = SegmentWriter.Create(partition, collector.Model, TimeProvider.System);
            foreach (byte[] record in collector.Records.Skip(first).Take(size)) { writer.Append(record); }
        }
    }

    private sealed class Collector : ISegmentVisitor
    {
        public List<byte[]> Records { get; } = [];

        public string Model { get; private set; } = string.Empty;

        public void Record(long offset, ReadOnlySpan<byte> record)
        {
            if (SegmentRecord.Key(record) != default) { Records.Add(record.ToArray()); }
            else { Model = SegmentHeader.TryRead(record[SegmentRecord.HeaderSize..])!.Model; }
        }

        public void Damaged(long offset, long length, bool isTail) =>
            throw new InvalidOperationException("A fresh cache is damaged.");
    }
}
