namespace LlmEval.Suites.Variants;

/// <summary>How a case was made from another one.</summary>
public sealed record CaseVariant
{
    /// <summary>Id of the case that it was made from.</summary>
    public required string BaseId { get; init; }

    /// <summary>Which key of the suite made it: <c>attacks</c>, <c>counterfactual</c> or <c>perturb</c>.</summary>
    public required string Maker { get; init; }

    /// <summary>What it is within its maker: the family of an attack, the value of a slot, the kind of a perturbation.</summary>
    public required string Name { get; init; }

    /// <summary>What metrics need to know of it, by name: the slot and its group, the canary, the objective ...</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A text that is put at the end of the system message (which is made when the prompt has none), or null.</summary>
    public string? SystemAddition { get; init; }

    /// <summary>A text that is put at the end of the prompt's last user message (or, without one, of the first turn), or null.</summary>
    public string? UserAddition { get; init; }
}
