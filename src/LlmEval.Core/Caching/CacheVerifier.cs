using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>Reads every record of a cache, checks its checksum and its payload, and changes nothing.</summary>
public static class CacheVerifier
{
    /// <summary>Verifies a cache; a folder that does not exist is an empty, undamaged one.</summary>
    /// <param name="directory">The cache's folder.</param>
    /// <param name="cancellationToken">Looked at between segments.</param>
    public static CacheVerification Verify(string directory, CancellationToken cancellationToken = default)
    {
        var problems = new List<CacheProblem>();
        int segments = 0;
        long records = 0;
        using var scanner = new SegmentScanner();
        foreach (string partition in CacheLayout.Partitions(directory))
        {
            foreach (FileInfo segment in CacheLayout.Segments(partition))
            {
                cancellationToken.ThrowIfCancellationRequested();
                segments++;
                records += Verify(segment.FullName, partition, scanner, problems);
            }
        }

        return new CacheVerification(segments, records, problems);
    }

    private static long Verify(string path, string partition, SegmentScanner scanner, List<CacheProblem> problems)
    {
        try
        {
            using SafeFileHandle handle = CacheLayout.OpenToRead(path, FileOptions.SequentialScan);
            SegmentHeader? header = SegmentHeader.TryRead(handle);
            var visitor = new Checker(path, partition, header is not null && header.IsWriterAlive(path), problems);
            scanner.Scan(handle, 0, visitor);
            return visitor.Records;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new CacheProblem(path, 0, 0, $"It cannot be read: {exception.Message}", IsTornTail: false));
            return 0;
        }
    }

    private sealed class Checker(string path, string partition, bool isBeingWritten, List<CacheProblem> problems) : ISegmentVisitor
    {
        public long Records { get; private set; }

        public void Record(long offset, ReadOnlySpan<byte> record)
        {
            ReadOnlySpan<byte> payload = record[SegmentRecord.HeaderSize..];
            string? wrong = null;
            if (SegmentRecord.Key(record) != default)
            {
                if (EntryCodec.TryRead(payload) is null) { wrong = "The record's payload is not an answer that this version can read; it is asked for again."; }
                else { Records++; }
            }
            else if (SegmentHeader.TryRead(payload) is not SegmentHeader header)
            {
                wrong = "The segment's header cannot be read; its answers serve.";
            }
            else if (!string.Equals(Path.GetFileName(partition), Path.GetFileName(CacheLayout.Partition(string.Empty, header.Model)), StringComparison.Ordinal))
            {
                wrong = $"The segment is of the model '{header.Model}' and lies in another model's folder; its answers are never found.";
            }

            if (wrong is not null) { problems.Add(new CacheProblem(path, offset, record.Length, wrong, IsTornTail: false)); }
        }

        public void Damaged(long offset, long length, bool isTail)
        {
            if (isTail && isBeingWritten) { return; }
            string message = isTail
                ? "The end is not a whole record, as after a kill or on a full disk; it is ignored."
                : "The bytes are damaged; the answers that stood here are asked for again.";
            problems.Add(new CacheProblem(path, offset, length, message, isTail));
        }
    }
}
