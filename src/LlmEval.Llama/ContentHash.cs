using System.Security.Cryptography;
using System.Text;

namespace LlmEval.Llama;

/// <summary>A short stable name for a text.</summary>
internal static class ContentHash
{
    /// <summary>The first 16 hexadecimal digits of the text's SHA-256 in UTF-8.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
