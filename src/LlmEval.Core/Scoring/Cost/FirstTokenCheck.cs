namespace LlmEval.Scoring.Cost;

/// <summary>
/// <c>first-token: 1s</c>: the first token of the answer came within that time, counted from the beginning of the successful attempt; an answer from the cache has the time that it took when it
/// was made. The threshold is a time, or a bare number of milliseconds. The raw score is in seconds, lower is better; unscored where the answer was not streamed. Never compared
/// with the baseline, because time can be compared only on one machine.
/// </summary>
internal sealed class FirstTokenCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "first-token",
        Summary = "Time to the first token of the answer, in seconds.",
        Example = "first-token: 1s",
        Source = "time to first token, as serving benchmarks measure it",
        Shorthand = "threshold",
        Unit = "s",
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        IsGated = false,
        Threshold = null,
        TimeLimit = null,
        Bind = _ => new FirstTokenCheck(),
    };

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(
        context.Answer.FirstToken is { } first
            ? ScorerResult.Of(first.TotalSeconds, FormattableString.Invariant($"the first token came after {first.TotalMilliseconds:0} ms"))
            : ScorerResult.Unscored("when the first token came is not known: the answer was not streamed"));
}
