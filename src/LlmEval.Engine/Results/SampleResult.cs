using LlmEval.Models;

namespace LlmEval.Engine;

/// <summary>One conversation that was drawn for a case, and its scores.</summary>
public sealed record SampleResult
{
    /// <summary>Which of the case's samples, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The last answer; null where there is none, and where only its scores are known because they are the baseline's.</summary>
    public string? Answer { get; init; }

    /// <summary>Everything that was said, in order: the prompt's messages, the turns, the answers. Empty where <see cref="Answer"/> is null.</summary>
    public IReadOnlyList<ChatTurn> Transcript { get; init; } = [];

    /// <summary>The scores, in the order of the case's checks.</summary>
    public required IReadOnlyList<ScoreResult> Scores { get; init; }

    /// <summary>Why there is no answer, or null.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether every answer came from the cache.</summary>
    public bool FromCache { get; init; }
}
