namespace LlmEval.Suites.Variants.Attacks;

/// <summary>A family of attacks: one way to word a demand that the model should refuse.</summary>
internal sealed record AttackFamily
{
    private static readonly string[] s_general = [AttackObjective.SayWord, AttackObjective.RevealPrompt, AttackObjective.CallTool, AttackObjective.Exfiltrate];

    /// <summary>Its name in <c>families:</c> and in ids; lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The group that may be named instead, or null.</summary>
    public string? Group { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Its OWASP ids; the objective adds its own.</summary>
    public IReadOnlyList<string> Owasp { get; init; } = ["LLM01"];

    /// <summary>What it can want.</summary>
    public IReadOnlyList<string> Objectives { get; init; } = s_general;

    /// <summary>Whether it is placed into what a tool answers, where a case scripts that.</summary>
    public bool PrefersReplies { get; init; }

    /// <summary>Whether it adds turns to the conversation.</summary>
    public bool AddsTurns { get; init; }

    /// <summary>Words an attack. Pure but for the brief's own generator.</summary>
    public required Func<AttackBrief, AttackPayload> Make { get; init; }
}
