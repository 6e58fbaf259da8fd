using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>
/// The one segment that this process writes in a partition. Each record goes out in one write call, so that a kill tears at most
/// the last one; a failed write leaves the end where it was. Not safe for several threads.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> s_open = new(StringComparer.Ordinal);

    private readonly SafeFileHandle _handle;
    private long _flushed;

    private SegmentWriter(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        s_open[path] = true;
    }

    /// <summary>The segment's file.</summary>
    public string Path { get; }

    /// <summary>Where the next record goes.</summary>
    public long Length { get; private set; }

    /// <summary>For reading back what was written.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Whether this process writes that segment.</summary>
    public static bool IsOpenHere(string path) => s_open.ContainsKey(path);

    /// <summary>Creates a segment whose name says when and by whom: ordinal order of the names is order of age.</summary>
    public static SegmentWriter Create(string directory, string model, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        return Begun(Create(directory, time.GetUtcNow().UtcDateTime), SegmentHeader.Mine(model));
    }

    /// <summary>Creates a segment of a given name.</summary>
    public static SegmentWriter CreateAt(string path, SegmentHeader header) =>
        Begun(new SegmentWriter(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete)), header);

    /// <summary>Leaves room for a record's header.</summary>
    public static void Begin(ArrayBufferWriter<byte> record)
    {
        record.GetSpan(SegmentRecord.HeaderSize)[..SegmentRecord.HeaderSize].Clear();
        record.Advance(SegmentRecord.HeaderSize);
    }

    /// <summary>Fills the header in, now that the payload is known.</summary>
    public static ReadOnlySpan<byte> Seal(ArrayBufferWriter<byte> record, in CacheKey key)
    {
        Span<byte> bytes = MemoryMarshal.AsMemory(record.WrittenMemory).Span;
        SegmentRecord.Seal(bytes, key);
        return bytes;
    }

    /// <summary>Writes one sealed record.</summary>
    /// <exception cref="IOException">It could not be written; what was written before is as it was.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        try
        {
            RandomAccess.Write(_handle, record, Length);
            Length += record.Length;
        }
        catch (IOException)
        {
            CutAtEnd();
            throw;
        }
    }

    /// <summary>Makes the records survive a loss of power.</summary>
    public void Flush()
    {
        if (_flushed == Length) { return; }
        RandomAccess.FlushToDisk(_handle);
        _flushed = Length;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        s_open.TryRemove(Path, out _);
        _handle.Dispose();
    }

    /// <summary>A segment's name: ordinal order of the names is order of age.</summary>
    public static string Name(DateTime utc) => string.Create(
        CultureInfo.InvariantCulture, $"{utc:yyyyMMdd'T'HHmmss'.'fffffff'Z'}-{Environment.ProcessId}{CacheLayout.SegmentExtension}");

    private static SegmentWriter Begun(SegmentWriter writer, SegmentHeader header)
    {
        var record = new ArrayBufferWriter<byte>(512);
        Begin(record);
        header.Write(record);
        try
        {
            writer.Append(Seal(record, default));
            return writer;
        }
        catch (IOException)
        {
            writer.Dispose();
            File.Delete(writer.Path);
            throw;
        }
    }

    private static SegmentWriter Create(string directory, DateTime utc)
    {
        while (true)
        {
            string path = System.IO.Path.Combine(directory, Name(utc));
            try
            {
                return new SegmentWriter(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another cache took the same tenth of a microsecond.
                utc = utc.AddTicks(1);
            }
        }
    }

    /// <summary>Takes away what a failed write left; where even that fails, the next write goes over it.</summary>
    private void CutAtEnd()
    {
        try
        {
            RandomAccess.SetLength(_handle, Length);
        }
        catch (IOException)
        {
            // A torn tail is what readers are prepared for.
        }
    }
}
