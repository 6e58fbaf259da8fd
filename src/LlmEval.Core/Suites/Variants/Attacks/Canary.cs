using System.Security.Cryptography;
using System.Text;

namespace LlmEval.Suites.Variants.Attacks;

/// <summary>
/// The secret of a case: a token that is planted into a system prompt, so that it can be told for certain that the prompt was revealed. It depends on the project's
/// salt and the case's id only, and so is the same on every machine and unknown to a model that has seen other projects' tests.
/// </summary>
public static class Canary
{
    /// <summary>Digits of a canary.</summary>
    public const int Digits = 16;

    /// <summary>The canary of a case: the first 64 bits of the SHA-256 of salt, a zero byte and id in UTF-8, in lower-case hexadecimal digits.</summary>
    /// <param name="salt">The property <c>LlmEvalSalt</c>, by default the project's name.</param>
    /// <param name="caseId">The case as its author wrote it.</param>
    public static string Of(string salt, string caseId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\0{caseId}")).AsSpan(0, Digits / 2));
}
