using LlmEval.Model;
using LlmEval.Scoring.Judges;

namespace LlmEval.Scoring;

/// <summary>A check of a suite or a case, ready to score answers. Safe to use from several threads.</summary>
public sealed class BoundCheck
{
    private readonly IScorer _scorer;

    internal BoundCheck(CheckKind kind, bool isNegated, IScorer scorer, Metric metric)
    {
        (Kind, IsNegated, _scorer, Metric) = (kind, isNegated, scorer, metric);
    }

    /// <summary>Its kind.</summary>
    public CheckKind Kind { get; }

    /// <summary>Whether it is the <c>not-</c> form.</summary>
    public bool IsNegated { get; }

    /// <summary>What it measures.</summary>
    public Metric Metric { get; }

    /// <summary>The raw score that passes, in the metric's unit; the bound itself passes (and with <c>not-</c> fails, unless it is binary).</summary>
    public required double Threshold { get; init; }

    /// <summary>Its weight in a case's mean, 0 or more; 0 reports only, like <c>gate: report</c>.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether a case fails when this check fails; false for <c>gate: report</c>.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>The turn whose answer it judges, from 0; null for the last.</summary>
    public int? Turn { get; init; }

    /// <summary>Its scorer where that asks a model for a verdict; else null.</summary>
    internal IJudgeScorer? JudgeScorer => _scorer as IJudgeScorer;

    /// <summary>Its values, so that their variables can be checked against each case.</summary>
    public required IReadOnlyList<CheckValue> Values { get; init; }

    /// <summary>
    /// Scores an answer. A scorer that throws, gives no result within the kind's time limit, or gives a value out of its range
    /// leaves it unscored with the cause.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="LlmEvalException">A model that the scorer asks is missing, or a limit of the run was reached.</exception>
    public async ValueTask<Score> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await MeasureAsync(_scorer.ScoreAsync, context, cancellationToken).ConfigureAwait(false);
        }
        catch (AnswerNotDrawnException e)
        {
            context.Scope?.MarkIncomplete();
            return Score.Unscored(Metric.Name, e.Message);
        }
    }

    /// <summary>Scores an answer by a judgement of its own; only of checks with a <see cref="JudgeScorer"/>.</summary>
    /// <param name="context">The answer.</param>
    /// <param name="attempt">Which judgement it is, from 0; 0 is the one that <see cref="ScoreAsync"/> takes.</param>
    /// <param name="cancellationToken">The caller cancelled.</param>
    /// <exception cref="AnswerNotDrawnException">The judgement is not cached and may not be drawn.</exception>
    internal ValueTask<Score> JudgeAsync(ScoringContext context, int attempt, CancellationToken cancellationToken) =>
        MeasureAsync((c, t) => JudgeScorer!.ScoreAsync(c, attempt, t), context, cancellationToken);

    private async ValueTask<Score> MeasureAsync(
        Func<ScoringContext, CancellationToken, ValueTask<ScorerResult>> measure, ScoringContext context, CancellationToken cancellationToken)
    {
        try
        {
            ScorerResult result = Kind.TimeLimit is { } limit
                ? await WithinAsync(limit, measure, context, cancellationToken).ConfigureAwait(false)
                : await measure(context, cancellationToken).ConfigureAwait(false);
            return Judge(result);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (AnswerNotDrawnException)
        {
            throw;
        }
        catch (ScoringTroubleException e)
        {
            return Score.Unscored(Metric.Name, e.Message);
        }
        catch (LlmEvalException)
        {
            // A limit that was reached, a model that is missing: nothing that one answer could be blamed for.
            throw;
        }
        catch (TimeoutException) when (Kind.TimeLimit is not null)
        {
            return Score.Unscored(Metric.Name, FormattableString.Invariant($"the scorer gave no result within {Kind.TimeLimit.Value.TotalSeconds} s"));
        }
        catch (Exception e)
        {
            return Score.Unscored(Metric.Name, $"the scorer failed: {e.GetType().Name}: {Quote.Line(e.Message)}");
        }
    }

    /// <summary>
    /// Fails an answer whatever it says, by the worst raw score there is; where there is no worst, as of a time, by what it measures.
    /// </summary>
    /// <param name="context">The answer.</param>
    /// <param name="reason">What the model did.</param>
    /// <param name="cancellationToken">The caller cancelled.</param>
    internal async ValueTask<Score> FailAsync(ScoringContext context, string reason, CancellationToken cancellationToken)
    {
        double worst = Metric.HigherIsBetter ? Kind.Minimum : Kind.Maximum;
        if (Kind.IsBinary || double.IsFinite(worst)) { return Score.Of(Metric.Name, Kind.IsBinary ? 0 : worst, passed: false, reason); }

        Score measured = await ScoreAsync(context, cancellationToken).ConfigureAwait(false);
        return measured.Outcome == ScoreOutcome.Scored ? measured with { Passed = false, Reason = reason } : Score.Unscored(Metric.Name, reason);
    }

    /// <summary>Whether a raw score, before <c>not-</c>, passes the check as it is written.</summary>
    internal bool Passes(double value)
    {
        if (Kind.IsBinary) { return (IsNegated ? 1 - value : value) >= Threshold; }

        bool reaches = Kind.HigherIsBetter ? value >= Threshold : value <= Threshold;
        return reaches != IsNegated;
    }

    private Score Judge(ScorerResult result)
    {
        if (result.Outcome == ScoreOutcome.NotApplicable) { return Score.NotApplicable(Metric.Name, result.Reason ?? string.Empty) with { Evidence = result.Evidence }; }

        if (result.Outcome == ScoreOutcome.Unscored) { return Score.Unscored(Metric.Name, result.Reason ?? "the scorer gave no result"); }

        double value = result.Value;
        if (double.IsFinite(value) && (value < Kind.Minimum || value > Kind.Maximum || (Kind.IsBinary && value is not (0 or 1))))
        {
            return Score.Unscored(Metric.Name, FormattableString.Invariant($"the scorer gave {value}, which is not {Kind.Range}"));
        }

        bool passed = !result.IsLost && Passes(value);
        if (Kind.IsBinary) { value = result.IsLost ? 0 : IsNegated ? 1 - value : value; }

        Score score = Score.Of(Metric.Name, value, passed, result.Reason ?? string.Empty);
        return result is { Evidence.Count: 0, Expected: null, Actual: null } ? score
            : score with { Evidence = result.Evidence, Expected = result.Expected, Actual = result.Actual };
    }

    private static async ValueTask<ScorerResult> WithinAsync(
        TimeSpan limit, Func<ScoringContext, CancellationToken, ValueTask<ScorerResult>> measure, ScoringContext context, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // On a thread of the pool, because a scorer may also hang before its first await.
        Task<ScorerResult> work = Task.Run(() => measure(context, ended.Token).AsTask(), CancellationToken.None);
        try
        {
            return await work.WaitAsync(limit, context.Time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await ended.CancelAsync().ConfigureAwait(false);
            // What it still throws is nobody's concern.
            _ = work.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }
}
