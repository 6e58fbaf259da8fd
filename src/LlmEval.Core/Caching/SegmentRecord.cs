using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LlmEval.Caching;

/// <summary>
/// The form of every record in a segment: marker (4 bytes), length of the payload (4), CRC-32C of length, key and payload (4), key (32),
/// payload. Numbers are little-endian. The marker holds bytes that no UTF-8 text has, so that after damage the next record is found
/// again and no answer can look like one.
/// </summary>
internal static class SegmentRecord
{
    public const int HeaderSize = 44;

    /// <summary>Longest payload, 64 MiB: what claims to be longer is damage.</summary>
    public const int MaxPayload = 64 * 1024 * 1024;

    private const int LengthAt = 4;
    private const int ChecksumAt = 8;
    private const int KeyAt = 12;

    public static ReadOnlySpan<byte> Marker => [0xFF, (byte)'L', (byte)'E', 0xFE];

    /// <summary>Fills in the header of a record whose payload already stands behind it.</summary>
    public static void Seal(Span<byte> record, in CacheKey key)
    {
        Marker.CopyTo(record);
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthAt..], record.Length - HeaderSize);
        key.CopyTo(record[KeyAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChecksumAt..], Checksum(record));
    }

    /// <summary>The payload's length as the header says it; -1 when no record starts here. Needs <see cref="HeaderSize"/> bytes.</summary>
    public static int PayloadLength(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith(Marker)) { return -1; }
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[LengthAt..]);
        return length is >= 0 and <= MaxPayload ? length : -1;
    }

    /// <summary>Whether the bytes are exactly one undamaged record.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> record) =>
        record.Length >= HeaderSize
        && PayloadLength(record) == record.Length - HeaderSize
        && BinaryPrimitives.ReadUInt32LittleEndian(record[ChecksumAt..]) == Checksum(record);

    public static CacheKey Key(ReadOnlySpan<byte> record) => new(record.Slice(KeyAt, CacheKey.Size));

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(record[LengthAt..]));
        ReadOnlySpan<byte> rest = record[KeyAt..];
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(rest))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        for (int i = rest.Length & ~7; i < rest.Length; i++) { crc = BitOperations.Crc32C(crc, rest[i]); }
        return ~crc;
    }
}
