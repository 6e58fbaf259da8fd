using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LlmEval.Model;

/// <summary>The first 128 bits of a SHA-256: enough to tell millions of cases apart, and a third of the memory of their digits.</summary>
/// <param name="High">The first 64 bits.</param>
/// <param name="Low">The bits after them.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Hash128(ulong High, ulong Low)
{
    /// <summary>Digits of <see cref="ToString"/>.</summary>
    public const int Digits = 32;

    /// <summary>The hash of a text's UTF-16 code units.</summary>
    public static Hash128 Of(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return Of(hash);
    }

    /// <summary>The first 128 bits of a longer hash.</summary>
    /// <param name="hash">At least 16 bytes.</param>
    public static Hash128 Of(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[sizeof(ulong)..]));

    /// <summary>Reads <see cref="Digits"/> hexadecimal digits; false when it is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash128 hash)
    {
        Span<byte> bytes = stackalloc byte[Digits / 2];
        bool isOne = text.Length == Digits && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
        hash = isOne ? Of((ReadOnlySpan<byte>)bytes) : default;
        return isOne;
    }

    /// <summary>32 hexadecimal digits in lower case.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
