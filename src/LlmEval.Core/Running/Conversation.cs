using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>Draws the samples of a case: asks turn after turn, answers tool calls as the case scripts them, and tells trouble from answers.</summary>
public sealed class Conversation
{
    /// <summary>A limit as long as this is none: timers end at 49 days.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly IAnswerSource _source;
    private readonly TimeSpan? _caseTime;
    private readonly TimeProvider _time;

    /// <summary>Creates it.</summary>
    /// <param name="source">Who answers.</param>
    /// <param name="caseTime">Longest time of one sample; null for no limit.</param>
    /// <param name="time">Time.</param>
    public Conversation(IAnswerSource source, TimeSpan? caseTime, TimeProvider time) =>
        (_source, _caseTime, _time) = (source, caseTime < Longest ? caseTime : null, time);

    /// <summary>Draws one sample.</summary>
    /// <param name="planned">The case.</param>
    /// <param name="number">The sample's number, from 0.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="isOver">Asked after a turn that says <c>stop: true</c>, with the conversation so far and the turn: whether it ends here.</param>
    /// <returns>The sample, or null when the source has no answer and may not draw one.</returns>
    /// <exception cref="LlmEvalException">Nothing can be answered at all.</exception>
    public async ValueTask<Sample?> DrawAsync(
        PlannedCase planned, int number, CancellationToken cancellationToken, Func<Sample, int, ValueTask<bool>>? isOver = null)
    {
        using CancellationTokenSource limit = new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using ITimer? timer = _caseTime is { } span
            ? _time.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), limit, span, Timeout.InfiniteTimeSpan) : null;
        SampleBracket bracket = new(planned.Case);
        Dialogue talk = new(planned, number, bracket);
        try
        {
            for (int call = 0; call < planned.Calls && talk.Failure is null; call++)
            {
                int turn = talk.Open(call);
                if (!await TurnAsync(talk, either.Token).ConfigureAwait(false)) { return null; }

                if (talk.Failure is null && turn >= 0 && isOver is not null && planned.Case.Turns[turn].Stop
                    && await isOver(talk.Sample(), turn).ConfigureAwait(false)) { break; }
            }

            return talk.Sample();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Trouble(number, FormattableString.Invariant($"no answer within the limit of {_caseTime!.Value.TotalSeconds} s a case"));
        }
        catch (Exception e) when (e is not LlmEvalException)
        {
            // What a client throws because it was cancelled (a broken pipe, a dead process) is the cancellation, no trouble of its own.
            cancellationToken.ThrowIfCancellationRequested();
            return Trouble(number, e.Message.ReplaceLineEndings(" "));
        }
        finally { await bracket.LeaveAsync().ConfigureAwait(false); }
    }

    /// <summary>Asks until the model answers without a call, or fails; false when the source has no answer.</summary>
    private async ValueTask<bool> TurnAsync(Dialogue talk, CancellationToken cancellationToken)
    {
        do
        {
            if (await _source.AskAsync(talk.Request(), cancellationToken).ConfigureAwait(false) is not { } told) { return false; }

            talk.Hear(told.Answer, told.FromCache);
        }
        while (talk.IsCalling);

        return true;
    }

    private static Sample Trouble(int number, string cause) =>
        new() { Number = number, Turns = [], Trouble = cause };
}
