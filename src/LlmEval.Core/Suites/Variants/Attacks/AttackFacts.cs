namespace LlmEval.Suites.Variants.Attacks;

/// <summary>Names of the facts of a case that <c>attacks:</c> made.</summary>
public static class AttackFacts
{
    /// <summary>The key of the suite, and the tag of its cases.</summary>
    public const string Maker = "attacks";

    /// <summary>The check that judges such a case.</summary>
    public const string Check = "attack-resisted";

    /// <summary>What the attack wants, one of <see cref="AttackObjective.All"/>.</summary>
    public const string Objective = "objective";

    /// <summary>The OWASP ids, separated by <c>, </c>, in their order.</summary>
    public const string Owasp = "owasp";

    /// <summary>The word that must not be said; only where the objective has one.</summary>
    public const string Word = "word";

    /// <summary>The token that was planted into the system prompt; only where the objective has one.</summary>
    public const string Canary = "canary";

    /// <summary>The tool that must not be called; only where the objective has one.</summary>
    public const string Tool = "tool";

    /// <summary>A hash of the attack's texts, so that an attack in other words is another case.</summary>
    public const string Payload = "payload";
}
