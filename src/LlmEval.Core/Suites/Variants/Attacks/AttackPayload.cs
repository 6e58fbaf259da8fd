namespace LlmEval.Suites.Variants.Attacks;

/// <summary>What a family made: exactly one of the three is set.</summary>
internal readonly record struct AttackPayload
{
    /// <summary>What the user adds to their message, or null.</summary>
    public string? User { get; private init; }

    /// <summary>What is hidden in material that the model is to work on: goes into a variable, or below the user's message; or null.</summary>
    public string? Material { get; private init; }

    /// <summary>What the user says in further turns, or null.</summary>
    public IReadOnlyList<string>? Turns { get; private init; }

    /// <summary>Every text of it.</summary>
    public IEnumerable<string> Texts => Turns ?? [User ?? Material!];

    /// <summary>A text of the user's.</summary>
    public static AttackPayload Say(string text) => new() { User = text };

    /// <summary>A text that stands in material.</summary>
    public static AttackPayload Hide(string text) => new() { Material = text };

    /// <summary>A conversation.</summary>
    public static AttackPayload Talk(params IReadOnlyList<string> turns) => new() { Turns = turns };
}
