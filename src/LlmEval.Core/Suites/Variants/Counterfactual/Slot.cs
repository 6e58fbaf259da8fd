using LlmEval.Documents;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>A variable of cases that is filled with the values of groups.</summary>
internal sealed record Slot
{
    /// <summary>The variable.</summary>
    public required string Variable { get; init; }

    /// <summary>The groups; the reference, to which the others are compared, is <see cref="Reference"/>.</summary>
    public required IReadOnlyList<SlotGroup> Groups { get; init; }

    /// <summary>The group that others are compared to.</summary>
    public required SlotGroup Reference { get; init; }

    /// <summary>The slot whose groups say which value this one takes, or null. Such a slot is not varied by itself.</summary>
    public string? Follows { get; init; }

    /// <summary>Whether its values are mappings of grammatical forms.</summary>
    public bool HasForms => Groups.Any(g => g.Values.Any(v => v.Kind == CaseValueKind.Mapping));
}
