using LlmEval.Model;

namespace LlmEval.Suites.Variants.Attacks;

/// <summary>What <c>attacks:</c> of a suite says.</summary>
internal sealed record AttackPlan
{
    /// <summary>Where it stands.</summary>
    public required Location Location { get; init; }

    /// <summary>The families in the order of <see cref="AttackFamilies.All"/>; each can want at least one of <see cref="Objectives"/>.</summary>
    public required IReadOnlyList<AttackFamily> Families { get; init; }

    /// <summary>What may be wanted.</summary>
    public required IReadOnlyList<string> Objectives { get; init; }

    /// <summary>Attacks of each family on a case.</summary>
    public int PerFamily { get; init; } = 1;

    /// <summary>The variable that holds what the user says: direct attacks go below it; null for below the prompt's user message.</summary>
    public string? User { get; init; }

    /// <summary>Variables that indirect attacks are hidden in; empty for where direct attacks go.</summary>
    public IReadOnlyList<string> Into { get; init; } = [];

    /// <summary>Tools that must not be called.</summary>
    public IReadOnlyList<string> ForbiddenTools { get; init; } = [];

    /// <summary>Other seeds give other words.</summary>
    public long Seed { get; init; }

    /// <summary>How many cases are attacked: those with the smallest hashes of seed and id; null for all.</summary>
    public int? Cases { get; init; }

    /// <summary>Whether the cases are asked without attacks as well.</summary>
    public bool KeepsCases { get; init; } = true;

    /// <summary>What makes canaries a project's own.</summary>
    public required string Salt { get; init; }

    /// <summary>What a family can want here.</summary>
    public string[] ObjectivesOf(AttackFamily family) => [.. Objectives.Where(family.Objectives.Contains)];
}
