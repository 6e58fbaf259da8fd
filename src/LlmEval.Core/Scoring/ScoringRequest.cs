using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Scoring;

/// <summary>What a scorer asks a model.</summary>
public sealed record ScoringRequest
{
    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>The messages.</summary>
    public required IReadOnlyList<ChatTurn> Messages { get; init; }

    /// <summary>Sampling parameters; they win over the model item's.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.Empty;

    /// <summary>Sampling parameters for what neither <see cref="Parameters"/> nor the model's item says: some services refuse a temperature, and the item is where that is known.</summary>
    public ModelParameters Defaults { get; init; } = ModelParameters.Empty;

    /// <summary>Number of the answer, from 0: N answers to one request are N entries of the cache.</summary>
    public int Sample { get; init; }

    /// <summary>For pricing: whether it is expected to be made, and not only possible.</summary>
    internal bool IsLikely { get; init; } = true;
}
