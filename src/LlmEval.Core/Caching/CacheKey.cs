using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>A SHA-256 hash that names a request or one sample of it: 32 bytes, compared by value, no allocation.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct CacheKey : IEquatable<CacheKey>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>Takes the hash's bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    public CacheKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) { throw new ArgumentException("A cache key has 32 bytes.", nameof(bytes)); }
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Its first half, which stands for it where keys are compared but no answer is looked up.</summary>
    public Hash128 First128 => new(_a, _b);

    /// <summary>Writes the hash's bytes.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static CacheKey Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out CacheKey key) ? key : throw new FormatException("A cache key is 64 hexadecimal digits.");

    /// <summary>Reads 64 hexadecimal digits of either case; false when it is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CacheKey key)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool valid = text.Length == 2 * Size
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        key = valid ? new CacheKey(bytes) : default;
        return valid;
    }

    /// <inheritdoc />
    public bool Equals(CacheKey other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is CacheKey other && Equals(other);

    /// <summary>A part of the hash: its bits are already evenly spread.</summary>
    public override int GetHashCode() => unchecked((int)_a);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Whether both are the same hash.</summary>
    public static bool operator ==(CacheKey left, CacheKey right) => left.Equals(right);

    /// <summary>Whether they are different hashes.</summary>
    public static bool operator !=(CacheKey left, CacheKey right) => !left.Equals(right);
}
