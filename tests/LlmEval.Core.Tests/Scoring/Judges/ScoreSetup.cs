using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

internal sealed record ScoreSetup
{
    public string? Question { get; init; } = "What is the capital of France?";

    public IReadOnlyList<Passage> Passages { get; init; } = [new("Paris is the capital of France.", "geo"), new("France has 68 million inhabitants.", "pop")];

    public IReadOnlyList<string> Siblings { get; init; } = [];

    public int Number { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
