using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>The payload of a segment's first record, whose key is zero: which model, and who writes.</summary>
internal sealed record SegmentHeader(string Model, string Host, int ProcessId)
{
    private const int MaxSize = 64 * 1024;

    /// <summary>Of a segment that nobody writes any more and that is the same wherever it was made.</summary>
    public static SegmentHeader OfNobody(string model) => new(model, "nobody", 0);

    public static SegmentHeader Mine(string model) => new(model, Environment.MachineName, Environment.ProcessId);

    public void Write(IBufferWriter<byte> destination)
    {
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("model"u8, Model);
        json.WriteString("host"u8, Host);
        json.WriteNumber("pid"u8, ProcessId);
        json.WriteEndObject();
    }

    public static SegmentHeader? TryRead(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            return new SegmentHeader(root.GetProperty("model").GetString()!, root.GetProperty("host").GetString()!, root.GetProperty("pid").GetInt32());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads the header of an open segment; null when it is damaged.</summary>
    public static SegmentHeader? TryRead(SafeFileHandle handle)
    {
        byte[] start = new byte[Math.Min(MaxSize, RandomAccess.GetLength(handle))];
        int read = RandomAccess.Read(handle, start, 0);
        int length = read < SegmentRecord.HeaderSize ? -1 : SegmentRecord.PayloadLength(start);
        if (length < 0 || SegmentRecord.HeaderSize + length > read) { return null; }
        ReadOnlySpan<byte> record = start.AsSpan(0, SegmentRecord.HeaderSize + length);
        return SegmentRecord.IsIntact(record) ? TryRead(record[SegmentRecord.HeaderSize..]) : null;
    }

    /// <summary>
    /// Whether the writer still lives, so that an incomplete record at the end may be one that is just being written. Of a process
    /// on another machine nothing is known: not alive.
    /// </summary>
    /// <param name="path">The segment.</param>
    public bool IsWriterAlive(string path)
    {
        if (ProcessId == 0 || !string.Equals(Host, Environment.MachineName, StringComparison.Ordinal)) { return false; }
        if (ProcessId == Environment.ProcessId) { return SegmentWriter.IsOpenHere(path); }
        try
        {
            using Process process = Process.GetProcessById(ProcessId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
