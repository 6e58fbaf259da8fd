using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>
/// Reads segments from front to back in large pieces. Behind a damaged record it looks for the next intact one: a flipped byte
/// costs one record, not the rest. One scanner serves many segments one after the other.
/// </summary>
internal sealed class SegmentScanner : IDisposable
{
    private const int WindowSize = 256 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(WindowSize);
    private SafeFileHandle _handle = null!;
    private long _length;
    private long _windowStart;
    private int _windowLength;

    /// <summary>Scans what stands from an offset on.</summary>
    /// <returns>Where the last intact record ends, and the length of the file at the time.</returns>
    public (long End, long Length) Scan(SafeFileHandle handle, long start, ISegmentVisitor visitor)
    {
        _handle = handle;
        _length = RandomAccess.GetLength(handle);
        _windowStart = start;
        _windowLength = 0;
        long at = start, end = start, damage = -1;
        while (at < _length)
        {
            ReadOnlySpan<byte> record = RecordAt(at);
            if (record.IsEmpty)
            {
                if (damage < 0) { damage = at; }
                at = NextMarker(at + 1);
                continue;
            }

            if (damage >= 0) { visitor.Damaged(damage, at - damage, isTail: false); }
            damage = -1;
            visitor.Record(at, record);
            at += record.Length;
            end = at;
        }

        if (damage >= 0) { visitor.Damaged(damage, _length - damage, isTail: true); }
        return (end, _length);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>The intact record that starts here, or nothing.</summary>
    private ReadOnlySpan<byte> RecordAt(long at)
    {
        ReadOnlySpan<byte> header = Window(at, SegmentRecord.HeaderSize);
        int payload = header.Length < SegmentRecord.HeaderSize ? -1 : SegmentRecord.PayloadLength(header);
        if (payload < 0 || at + SegmentRecord.HeaderSize + payload > _length) { return []; }
        ReadOnlySpan<byte> record = Window(at, SegmentRecord.HeaderSize + payload);
        return SegmentRecord.IsIntact(record) ? record : [];
    }

    /// <summary>Where the next marker stands; the end of the file when there is none.</summary>
    private long NextMarker(long at)
    {
        while (at + SegmentRecord.HeaderSize <= _length)
        {
            ReadOnlySpan<byte> window = Window(at, (int)Math.Min(WindowSize, _length - at));
            if (window.Length < SegmentRecord.HeaderSize) { break; }
            int index = window.IndexOf(SegmentRecord.Marker);
            if (index >= 0) { return at + index; }
            // A marker may straddle two windows.
            at += window.Length - (SegmentRecord.Marker.Length - 1);
        }

        return _length;
    }

    /// <summary>The bytes from an offset on; fewer than asked for when the file became shorter meanwhile.</summary>
    private ReadOnlySpan<byte> Window(long at, int count)
    {
        if (at < _windowStart || at + count > _windowStart + _windowLength) { Fill(at, count); }
        int skip = (int)(at - _windowStart);
        return _buffer.AsSpan(skip, Math.Min(count, _windowLength - skip));
    }

    private void Fill(long at, int count)
    {
        if (count > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(count);
        }

        _windowStart = at;
        _windowLength = 0;
        int wanted = (int)Math.Min(_buffer.Length, _length - at);
        while (_windowLength < wanted)
        {
            int read = RandomAccess.Read(_handle, _buffer.AsSpan(_windowLength, wanted - _windowLength), at + _windowLength);
            if (read == 0) { break; }
            _windowLength += read;
        }
    }
}
