using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>Draws the samples of a case: asks turn after turn, answers tool calls as the case scripts them, and tells trouble from answers.</summary>
public sealed class Conversation
{
    /// <summary>A limit as long as this is none: timers end at 49 days.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>What a call comes to that nobody answers: services refuse a conversation that leaves it open.</summary>
    private const string NotCalled = "(the tool was not called)";

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
        Progress talk = new(planned, number);
        try
        {
            for (int call = 0; call < planned.Calls && talk.Failure is null; call++)
            {
                int turn = call - planned.FirstTurn;
                if (turn >= 0) { talk.Say(planned.Turns[turn]); }
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
    }

    /// <summary>Asks until the model answers without a call, or fails; false when the source has no answer.</summary>
    private async ValueTask<bool> TurnAsync(Progress talk, CancellationToken cancellationToken)
    {
        do
        {
            if (await _source.AskAsync(talk.Request(), cancellationToken).ConfigureAwait(false) is not { } told) { return false; }

            talk.Hear(told);
        }
        while (talk.IsCalling);

        return true;
    }

    private static Sample Trouble(int number, string cause) =>
        new() { Number = number, Turns = [], Trouble = cause };

    /// <summary>One sample while it is drawn.</summary>
    private sealed class Progress(PlannedCase planned, int number)
    {
        private readonly List<ChatTurn> _messages = [.. planned.Messages];
        private readonly List<Answer> _answers = [];
        private readonly List<IReadOnlyList<Answer>> _steps = [];
        private readonly ReplyScript? _script = planned.Case.Replies is { } replies ? new ReplyScript(replies) : null;
        private List<Answer>? _earlier;
        private bool _hasSteps;
        private bool _fromCache = true;
        private int _asked;

        /// <summary>What the model did that ends the sample, or null.</summary>
        public string? Failure { get; private set; }

        /// <summary>Whether calls were answered and the model is to go on.</summary>
        public bool IsCalling { get; private set; }

        public void Say(string text) => _messages.Add(new ChatTurn("user", text));

        public ModelRequest Request() => planned.Request([.. _messages], number);

        public void Hear(SourcedAnswer told)
        {
            Answer answer = told.Answer;
            _asked++;
            _fromCache &= told.FromCache;
            _messages.Add(new ChatTurn("assistant", answer.Text) { ToolCalls = answer.ToolCalls is { Count: > 0 } calls ? calls : null });
            IsCalling = answer.ToolCalls.Count > 0 && _script is not null && Reply(answer);
            if (IsCalling)
            {
                (_earlier ??= []).Add(answer);
                return;
            }

            if (_script is null) { LeaveOpen(answer); }

            _hasSteps |= _earlier is not null;
            _steps.Add(_earlier ?? []);
            _earlier = null;
            _answers.Add(answer);
            if (Failure is null && _script is not null && _asked >= planned.MaxSteps && _answers.Count < planned.Calls)
            {
                Failure = FormattableString.Invariant($"took all {planned.MaxSteps} steps of 'case-steps' for {_answers.Count} of {planned.Calls} turns");
            }
        }

        public Sample Sample() => new() { Number = number, Turns = _answers, Steps = _hasSteps ? _steps : [], FromCache = _fromCache, Failure = Failure };

        /// <summary>Answers the calls; false when one is not scripted or no step is left to hear what the model makes of it.</summary>
        private bool Reply(Answer answer)
        {
            foreach (ToolCall call in answer.ToolCalls)
            {
                if (_script!.Answer(call, out string failure) is not { } text)
                {
                    Failure = failure;
                    return false;
                }

                _messages.Add(new ChatTurn("tool", text) { ToolCallId = call.Id });
            }

            if (_asked < planned.MaxSteps) { return true; }

            Failure = FormattableString.Invariant($"called {ReplyScript.Shown(answer.ToolCalls[0])} in step {_asked}, the last that 'case-steps' allows");
            return false;
        }

        private void LeaveOpen(Answer answer)
        {
            foreach (ToolCall call in answer.ToolCalls) { _messages.Add(new ChatTurn("tool", NotCalled) { ToolCallId = call.Id }); }
        }
    }
}
