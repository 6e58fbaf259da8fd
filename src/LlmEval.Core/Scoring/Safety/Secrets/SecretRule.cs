namespace LlmEval.Scoring.Safety.Secrets;

/// <summary>A kind of secret with a prefix of its own.</summary>
/// <param name="Id">The name, as in gitleaks.</param>
/// <param name="Prefixes">What it begins with; <see cref="Measure"/> looks at what follows.</param>
/// <param name="Measure">How many characters of a text that begins behind the prefix belong to it; negative when it is no such secret.</param>
/// <param name="Bits">The entropy that it has at least, in bits a character.</param>
internal sealed record SecretRule(string Id, string[] Prefixes, SecretRule.Rest Measure, double Bits = 3)
{
    /// <summary>See <see cref="SecretRule.Measure"/>.</summary>
    internal delegate int Rest(ReadOnlySpan<char> rest);

    /// <summary>Whether a letter, digit or underscore may stand before it.</summary>
    public bool StartsAnywhere { get; init; }
}
