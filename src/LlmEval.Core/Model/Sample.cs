namespace LlmEval.Model;

/// <summary>One conversation drawn for one case: an answer a turn, or the trouble that prevented it.</summary>
public sealed record Sample
{
    /// <summary>Which of the case's samples, from 0. Its number is part of the cache key, so N samples are N entries.</summary>
    public required int Number { get; init; }

    /// <summary>The answers, a turn each; empty when <see cref="Trouble"/> is set.</summary>
    public required IReadOnlyList<Answer> Turns { get; init; }

    /// <summary>
    /// For each turn what the model said before its answer: answers that called tools, which the case answered. Empty when no turn has any.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Answer>> Steps { get; init; } = [];

    /// <summary>
    /// What the model did that fails every check, whatever it said, or null: it called a tool in a way that the case does not script, or never
    /// stopped calling. The conversation ends there.
    /// </summary>
    public string? Failure { get; init; }

    /// <summary>Everything the model said in a turn, in order; the turn's answer is the last.</summary>
    /// <param name="turn">The turn, from 0.</param>
    public IEnumerable<Answer> AnswersOf(int turn) => Steps.Count > 0 ? Steps[turn].Append(Turns[turn]) : [Turns[turn]];

    /// <summary>Everything the model said, in order; what usage and costs are summed over.</summary>
    public IEnumerable<Answer> Answers => Steps.Count > 0 ? Enumerable.Range(0, Turns.Count).SelectMany(AnswersOf) : Turns;

    /// <summary>Why there is no answer (transport, time limit, model not available), or null. Counts as unscored, never as a fail or a pass.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether every turn came from the cache.</summary>
    public bool FromCache { get; init; }
}
