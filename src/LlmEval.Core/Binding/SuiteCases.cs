using LlmEval.Evaluating;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Binding;

/// <summary>A suite whose cases were read and checked once.</summary>
/// <param name="Binding">The suite.</param>
/// <param name="Total">Cases of the suite, those that the filter leaves out included and skipped ones not.</param>
/// <param name="WithoutId">Cases whose id is made from their inputs.</param>
/// <param name="Cases">Keys of the cases that the filter leaves, by model; no samples yet.</param>
internal sealed record SuiteCases(SuiteBinding Binding, int Total, int WithoutId, IReadOnlyDictionary<ModelBinding, CaseScores[]> Cases)
{
    /// <summary>The period that each model's answers are drawn in; null for the first.</summary>
    public required IReadOnlyDictionary<ModelBinding, string?> Epochs { get; init; }

    /// <summary>All cases that are neither asked nor judged, whatever the filter leaves: their lines in a baseline are set aside.</summary>
    public IReadOnlyList<SkippedCase> Skipped { get; init; } = [];

    /// <summary>Those of them that the filter leaves, by model.</summary>
    public required IReadOnlyDictionary<ModelBinding, IReadOnlyList<SkippedCase>> ToldSkipped { get; init; }

    /// <summary>What the run of the suite may use, over all its models.</summary>
    public Budget Budget { get; init; } = new(Binding.Suite.Name, Binding.Suite.Limits);
}
