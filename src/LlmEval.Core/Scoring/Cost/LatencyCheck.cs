namespace LlmEval.Scoring.Cost;

/// <summary>
/// <c>latency: 2s</c>: the answer took at most that long: the successful attempt, without queue and retries; an answer from the cache has the
/// time that it took when it was made. The threshold is a time, or a bare number of milliseconds as in promptfoo. The raw score is in
/// seconds, lower is better. It decides whether a case passes and may have a ceiling, but it is never compared with the baseline,
/// because time can be compared only on one machine. Source: promptfoo's <c>latency</c>.
/// </summary>
internal sealed class LatencyCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "latency",
        Summary = "Time of the answer, in seconds.",
        Example = "latency: 2s",
        Source = "promptfoo, latency",
        Shorthand = "threshold",
        Unit = "s",
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        IsGated = false,
        Threshold = null,
        TimeLimit = null,
        Bind = _ => new LatencyCheck(),
    };

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        TimeSpan latency = context.Answer.Latency;
        return new(ScorerResult.Of(latency.TotalSeconds, FormattableString.Invariant($"the answer took {latency.TotalMilliseconds:0} ms")));
    }
}
