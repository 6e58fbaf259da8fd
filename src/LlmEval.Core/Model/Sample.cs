namespace LlmEval.Model;

/// <summary>One conversation drawn for one case: an answer a turn, or the trouble that prevented it.</summary>
public sealed record Sample
{
    /// <summary>Which of the case's samples, from 0. Its number is part of the cache key, so N samples are N entries.</summary>
    public required int Number { get; init; }

    /// <summary>The answers, a turn each; empty when <see cref="Trouble"/> is set.</summary>
    public required IReadOnlyList<Answer> Turns { get; init; }

    /// <summary>Why there is no answer (transport, time limit, model not available), or null. Counts as unscored, never as a fail or a pass.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether every turn came from the cache.</summary>
    public bool FromCache { get; init; }
}
