using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>The answers of one partition that count: the first record of each key in the oldest segment that has it.</summary>
internal sealed class CacheRecords : ISegmentVisitor
{
    private readonly KeyIndex _index = new();
    private readonly FileInfo[] _segments;
    private readonly Action<CacheKey, int, FileInfo, ReadOnlySpan<byte>>? _found;
    private int _number;

    private CacheRecords(FileInfo[] segments, Action<CacheKey, int, FileInfo, ReadOnlySpan<byte>>? found) => (_segments, _found) = (segments, found);

    /// <summary>Keys in the order of the records.</summary>
    public List<CacheKey> Keys { get; } = [];

    /// <summary>The model, as the headers say it; null when none can be read.</summary>
    public string? Model { get; private set; }

    /// <summary>Reads a partition.</summary>
    /// <param name="partition">Its folder.</param>
    /// <param name="found">Told of each answer that counts: key, length of the record, segment, payload.</param>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public static CacheRecords Read(string partition, Action<CacheKey, int, FileInfo, ReadOnlySpan<byte>>? found = null)
    {
        CacheRecords records = new(CacheLayout.Segments(partition), found);
        using var scanner = new SegmentScanner();
        for (records._number = 0; records._number < records._segments.Length; records._number++)
        {
            using SafeFileHandle handle = CacheLayout.OpenToRead(records._segments[records._number].FullName, FileOptions.SequentialScan);
            scanner.Scan(handle, 0, records);
        }

        return records;
    }

    /// <summary>Writes the records of these keys as they are into new segments that nobody writes any more.</summary>
    /// <param name="folder">Where to; made when it does not exist.</param>
    /// <param name="keys">The keys in the order wanted.</param>
    /// <param name="model">The model's identity.</param>
    /// <param name="name">The name of the segment of a number.</param>
    /// <returns>The segments' paths. Nothing is left behind after a failure.</returns>
    public IReadOnlyList<string> WriteTo(string folder, IReadOnlyList<CacheKey> keys, string model, Func<int, string> name)
    {
        Directory.CreateDirectory(folder);
        List<string> paths = [];
        SegmentWriter? writer = null;
        using var handles = new HandlePool(ResponseCache.MaxHandles);
        try
        {
            byte[] buffer = [];
            foreach (CacheKey key in keys)
            {
                if (writer is null or { Length: > CachePartition.LargeSegment })
                {
                    writer?.Flush();
                    writer?.Dispose();
                    paths.Add(Path.Combine(folder, name(paths.Count)));
                    writer = SegmentWriter.CreateAt(paths[^1], SegmentHeader.OfNobody(model));
                }

                writer.Append(Bytes(key, handles, ref buffer));
            }

            writer?.Flush();
            return paths;
        }
        catch
        {
            writer?.Dispose();
            foreach (string path in paths) { SegmentMerge.TryDelete(path); }

            throw;
        }
        finally
        {
            writer?.Dispose();
        }
    }

    /// <inheritdoc />
    public void Record(long offset, ReadOnlySpan<byte> record)
    {
        CacheKey key = SegmentRecord.Key(record);
        ReadOnlySpan<byte> payload = record[SegmentRecord.HeaderSize..];
        if (key == default)
        {
            Model ??= SegmentHeader.TryRead(payload)?.Model;
            return;
        }

        if (_index.TryGet(key, out _)) { return; }

        _index.Set(key, new RecordPlace(_number, (uint)offset, record.Length));
        Keys.Add(key);
        _found?.Invoke(key, record.Length, _segments[_number], payload);
    }

    /// <inheritdoc />
    public void Damaged(long offset, long length, bool isTail)
    {
        // What cannot be read does not count.
    }

    private ReadOnlySpan<byte> Bytes(CacheKey key, HandlePool handles, ref byte[] buffer)
    {
        _index.TryGet(key, out RecordPlace place);
        if (buffer.Length < place.Length) { buffer = new byte[place.Length * 2]; }

        Span<byte> record = buffer.AsSpan(0, place.Length);
        string path = _segments[place.Segment].FullName;
        return handles.Read(path, place.Offset, record) && SegmentRecord.IsIntact(record)
            ? record
            : throw new IOException($"'{path}' changed while it was read. Try again.");
    }
}
