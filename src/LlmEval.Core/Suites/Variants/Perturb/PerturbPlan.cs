using LlmEval.Model;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>What <c>perturb:</c> of a suite says.</summary>
internal sealed record PerturbPlan
{
    /// <summary>Where it stands.</summary>
    public required Location Location { get; init; }

    /// <summary>The ways to write a case differently.</summary>
    public required IReadOnlyList<IPerturbation> Kinds { get; init; }

    /// <summary>How many variants of a case each kind makes.</summary>
    public int PerKind { get; init; } = 1;

    /// <summary>The variables that are changed, <c>turns</c> for what the user says; null for all that only the model sees.</summary>
    public IReadOnlyList<string>? Into { get; init; }

    /// <summary>Which share of the possible places is changed.</summary>
    public double Rate { get; init; } = 0.05;

    /// <summary>What the choice of places begins from.</summary>
    public long Seed { get; init; }

    /// <summary>Variables that the suite's checks use: another text there would be another expectation.</summary>
    public IReadOnlyCollection<string> UsedByChecks { get; init; } = [];
}
