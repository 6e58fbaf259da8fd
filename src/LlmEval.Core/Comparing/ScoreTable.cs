using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Comparing;

/// <summary>What answers to a suite scored, case by case: one side of a comparison. Numbers only, no texts.</summary>
public sealed record ScoreTable
{
    /// <summary>What it is, for people: <c>model gpt</c>, <c>baselines/triage.gpt.baseline.jsonl</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>What the scores mean.</summary>
    public required IReadOnlyList<TableMetric> Metrics { get; init; }

    /// <summary>The cases, ordinally by id; cells in the order of <see cref="Metrics"/>.</summary>
    public required IReadOnlyList<TableCase> Cases { get; init; }

    /// <summary>Currency of what the answers cost; null where it is not known or nobody charges.</summary>
    public string? Currency { get; init; }

    /// <summary>The first samples of a baseline: those that every verdict begins with.</summary>
    public static ScoreTable Of(Baseline baseline, string name) => new()
    {
        Name = name,
        Suite = baseline.Suite,
        Model = baseline.Model,
        Metrics = [.. baseline.Metrics.Select(m => new TableMetric(m.Name, m.Unit, m.IsBinary, m.HigherIsBetter) { Decides = m.IsGated, ScorerKey = m.ScorerKey })],
        Cases = [.. baseline.Cases.Select(c => new TableCase { Id = c.Id, InputsHash = c.InputsHash, Samples = [.. c.Samples.Take(baseline.FirstSamples)] })],
    };
}
