using System.Security.Cryptography;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <content>What the JSON hashes to.</content>
internal sealed partial class CanonicalJson
{
    /// <summary>First half of the SHA-256 of the JSON so far.</summary>
    public Hash128 Hash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_bytes.WrittenSpan, hash);
        return Hash128.Of((ReadOnlySpan<byte>)hash);
    }
}
