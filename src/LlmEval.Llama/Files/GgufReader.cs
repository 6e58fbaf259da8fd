using System.Buffers.Binary;
using System.Text;

namespace LlmEval.Llama.Files;

/// <summary>
/// Reads the parts of a GGUF header. Every length that the file claims is compared with what is left of the file before
/// anything is allocated or skipped, and the header as a whole is bounded.
/// </summary>
internal sealed class GgufReader
{
    /// <summary>The largest header that is believed, in bytes: ten times that of the largest vocabulary.</summary>
    public const long MostHeader = 256 << 20;

    private const int MostName = 1024;
    private const int MostText = 1 << 20;
    private const int MostEntries = 1 << 20;
    private const int Text = 8, List = 9;

    private readonly Stream _stream;
    private readonly long _length;
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _position;
    private int _at;
    private int _filled;

    public GgufReader(Stream stream) => (_stream, _length) = (stream, stream.Length);

    /// <summary>Bytes of the file.</summary>
    public long Length => _length;

    /// <summary>Bytes read so far.</summary>
    public long Position => _position;

    /// <summary>Reads magic, version and the two counts.</summary>
    public (int Tensors, long Pairs) Start()
    {
        if (_length < 24) { throw new GgufException($"it has only {_length} bytes, which is no GGUF file"); }

        if (!Take(4).SequenceEqual("GGUF"u8)) { throw new GgufException("it does not begin with 'GGUF', so it is no GGUF file (an error page or a pointer of Git LFS, perhaps)"); }

        uint version = Unsigned32();
        if (BinaryPrimitives.ReverseEndianness(version) is 2 or 3) { throw new GgufException("it is written for big-endian machines"); }
        if (version is not (2 or 3)) { throw new GgufException($"it has version {version} of the format; 2 and 3 are known"); }

        ulong tensors = Unsigned64(), pairs = Unsigned64();
        Count(tensors, 24, "tensors");
        Count(pairs, 13, "header entries");
        return ((int)tensors, (long)pairs);
    }

    /// <summary>Reads a name, for instance of a key.</summary>
    public string Name(string what)
    {
        ulong length = Unsigned64();
        if (length > MostName) { throw new GgufException($"it claims {what} of {length} bytes"); }

        return Encoding.UTF8.GetString(Take((int)length));
    }

    /// <summary>Reads a value of any type; lists, and what is not wanted, are passed over.</summary>
    /// <returns>A <see cref="long"/>, a <see cref="string"/>, or null.</returns>
    public object? Value(bool wanted)
    {
        int type = (int)Math.Min(Unsigned32(), int.MaxValue);
        switch (type)
        {
            case Text:
                ulong length = Unsigned64();
                if (wanted && length <= MostText) { return Encoding.UTF8.GetString(Take((int)length)); }

                Skip(length);
                return null;
            case List:
                SkipList();
                return null;
            default:
                ReadOnlySpan<byte> bytes = Take(Size(type));
                return wanted ? Number(type, bytes) : null;
        }
    }

    public uint Unsigned32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong Unsigned64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private static long? Number(int type, ReadOnlySpan<byte> bytes) => type switch
    {
        0 or 7 => bytes[0],
        1 => (sbyte)bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        3 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        5 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        10 => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes), long.MaxValue),
        11 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => null,
    };

    private static int Size(int type) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        10 or 11 or 12 => 8,
        _ => throw new GgufException($"a value of its header has type {type}, which does not exist"),
    };

    private void Count(ulong count, int least, string what)
    {
        if (count > MostEntries || count * (ulong)least > (ulong)_length)
        {
            throw new GgufException($"it claims {count} {what} in {_length} bytes");
        }
    }

    private void SkipList()
    {
        int type = (int)Math.Min(Unsigned32(), int.MaxValue);
        ulong count = Unsigned64();
        if (type == List) { throw new GgufException("it has a list of lists, which the format does not have"); }

        int least = type == Text ? 8 : Size(type);
        if (count > (ulong)(_length - _position) / (ulong)least) { throw new GgufException($"it claims a list of {count} entries where {_length - _position} bytes are left"); }

        if (type != Text) { Skip(count * (ulong)least); return; }

        for (ulong i = 0; i < count; i++) { Skip(Unsigned64()); }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        Need((ulong)count);
        if (_filled - _at < count)
        {
            int rest = _filled - _at;
            _buffer.AsSpan(_at, rest).CopyTo(_buffer);
            byte[] target = _buffer;
            if (count > target.Length) { return TakeLarge(rest, count); }

            (_at, _filled) = (0, rest + _stream.ReadAtLeast(target.AsSpan(rest), count - rest, throwOnEndOfStream: false));
            if (_filled < count) { throw CutOff(); }
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan(_at, count);
        _at += count;
        _position += count;
        return taken;
    }

    private byte[] TakeLarge(int rest, int count)
    {
        byte[] large = new byte[count];
        _buffer.AsSpan(0, rest).CopyTo(large);
        if (_stream.ReadAtLeast(large.AsSpan(rest), count - rest, throwOnEndOfStream: false) < count - rest) { throw CutOff(); }

        (_at, _filled) = (0, 0);
        _position += count;
        return large;
    }

    private void Skip(ulong count)
    {
        Need(count);
        int buffered = (int)Math.Min(count, (ulong)(_filled - _at));
        _at += buffered;
        _position += (long)count;
        if ((ulong)buffered < count) { _stream.Seek((long)count - buffered, SeekOrigin.Current); }
    }

    private void Need(ulong count)
    {
        if (count > (ulong)(_length - _position)) { throw CutOff(); }
        if (_position > MostHeader) { throw new GgufException("its header does not end"); }
    }

    private GgufException CutOff() => new($"it is cut off: {_length} bytes end within its header");
}
