using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>Draws the samples of a case: asks turn after turn, and tells trouble from answers.</summary>
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
        List<ChatTurn> messages = [.. planned.Messages];
        List<Answer> answers = [];
        bool fromCache = true;
        try
        {
            for (int call = 0; call < planned.Calls; call++)
            {
                int turn = call - planned.FirstTurn;
                if (turn >= 0) { messages.Add(new ChatTurn("user", planned.Turns[turn])); }

                if (await _source.AskAsync(planned.Request([.. messages], number), either.Token).ConfigureAwait(false) is not { } told) { return null; }

                answers.Add(told.Answer);
                fromCache &= told.FromCache;
                messages.Add(Said(told.Answer));
                if (turn >= 0 && isOver is not null && planned.Case.Turns[turn].Stop && await isOver(Drawn(), turn).ConfigureAwait(false)) { break; }
            }

            return Drawn();
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

        Sample Drawn() => new() { Number = number, Turns = answers, FromCache = fromCache };
    }

    /// <summary>An answer as the next request repeats it.</summary>
    internal static ChatTurn Said(Answer answer) => new("assistant", answer.Text) { ToolCalls = answer.ToolCalls is { Count: > 0 } calls ? calls : null };

    private static Sample Trouble(int number, string cause) =>
        new() { Number = number, Turns = [], Trouble = cause };
}
