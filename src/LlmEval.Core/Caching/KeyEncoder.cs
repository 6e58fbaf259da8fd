using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmEval.Caching;

/// <summary>
/// Writes values in a form in which no two different sequences of values have the same bytes: a tag, then a length where the
/// value has one, then the value. Texts are UTF-16 little-endian as they stand, so that even lone surrogates differ.
/// </summary>
internal ref struct KeyEncoder
{
    private byte[] _buffer;
    private int _length;

    public KeyEncoder(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Next(bytes.Length));
    }

    public void Count(int count)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Next(sizeof(int)), count);
    }

    public void Text(ReadOnlySpan<char> text)
    {
        Count(text.Length);
        Span<byte> destination = Next(checked(text.Length * sizeof(char)));
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(text).CopyTo(destination);
            return;
        }

        for (int i = 0; i < text.Length; i++) { BinaryPrimitives.WriteUInt16LittleEndian(destination[(2 * i)..], text[i]); }
    }

    /// <summary>A named number in its shortest form that reads back as the same number; nothing when it is not said.</summary>
    public void Named(string name, double? value)
    {
        // -0 and 0 ask for the same thing.
        if (value is double number) { Named(name, (number == 0 ? 0 : number).ToString("R", CultureInfo.InvariantCulture)); }
    }

    public void Named(string name, long? value)
    {
        if (value is long number) { Named(name, number.ToString(CultureInfo.InvariantCulture)); }
    }

    public void Named(string name, string? value)
    {
        if (value is null) { return; }
        Text(name);
        Count(1);
        Text(value);
    }

    public void Named(string name, IReadOnlyList<string>? values)
    {
        if (values is null) { return; }
        Text(name);
        Count(values.Count);
        foreach (string value in values) { Text(value); }
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private Span<byte> Next(int count)
    {
        int needed = checked(_length + count);
        if (needed > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)needed, 2L * _buffer.Length)));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        Span<byte> next = _buffer.AsSpan(_length, count);
        _length = needed;
        return next;
    }
}
