using LlmEval.Model;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>What <c>counterfactual:</c> of a suite says.</summary>
internal sealed record CounterfactualPlan
{
    /// <summary>The largest difference of means between groups that does not matter, unless the suite says: 3 points.</summary>
    public const double DefaultMargin = 0.03;

    /// <summary>Where it stands.</summary>
    public required Location Location { get; init; }

    /// <summary>The slots that are varied, and those that follow one.</summary>
    public required IReadOnlyList<Slot> Slots { get; init; }

    /// <summary>How many values of each group a case is asked with.</summary>
    public int PerGroup { get; init; } = 1;

    /// <summary>What the choice of values begins from.</summary>
    public long Seed { get; init; }

    /// <summary>The metrics that are compared; empty for every one that decides.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];

    /// <summary>The largest difference of means that does not matter, above 0.</summary>
    public double Margin { get; init; } = DefaultMargin;

    /// <summary>Whether all slots are varied together, instead of one at a time.</summary>
    public bool Cross { get; init; }
}
