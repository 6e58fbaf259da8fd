using System.Security.Cryptography;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>
/// A hash of lines in any order: the sum of the first 128 bits of each line's SHA-256, modulo 2^128. Of the bytes as they stand in the file, so that a later
/// version of the tool, which may write a case otherwise, still knows what an earlier one wrote. Accidents are what it is to find: whoever wants to deceive
/// can edit the hash as well.
/// </summary>
internal struct LineSum
{
    private UInt128 _sum;

    /// <summary>The hash so far.</summary>
    public readonly Hash128 Value => new((ulong)(_sum >> 64), (ulong)_sum);

    /// <summary>Adds a line, without its line feed.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        Hash128 first = Hash128.Of((ReadOnlySpan<byte>)hash);
        _sum = unchecked(_sum + new UInt128(first.High, first.Low));
    }
}
