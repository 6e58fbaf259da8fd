using System.Security.Cryptography;
using System.Text;

namespace LlmEval.Scoring.Safety.Leaks;

/// <summary>
/// A word that stands in a system prompt for no other reason than to be recognised where it must not appear. Each case of a project has its own.
/// </summary>
public static class Canary
{
    /// <summary>Its length in hexadecimal digits.</summary>
    public const int Length = 16;

    /// <summary>The word of a case: the first 64 bits of SHA-256 over salt, a zero byte and id, in lower-case hexadecimal digits.</summary>
    /// <param name="salt">The project's salt.</param>
    /// <param name="caseId">The case's id.</param>
    public static string Of(string salt, string caseId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\0{caseId}")).AsSpan(0, Length / 2));
}
