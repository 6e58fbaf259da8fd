using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>One sample while it is drawn: what was said, what is asked next, and whether the model's calls are answered.</summary>
internal sealed class Dialogue(PlannedCase planned, int number, SampleBracket? bracket = null)
{
    /// <summary>What a call comes to that nobody answers: services refuse a conversation that leaves it open.</summary>
    private const string NotCalled = "(the tool was not called)";

    private readonly List<ChatTurn> _messages = [.. planned.Messages];
    private readonly List<Answer> _answers = [];
    private readonly List<IReadOnlyList<Answer>> _steps = [];
    private readonly ReplyScript? _script = planned.Case.Replies is { } replies ? new ReplyScript(replies) : null;
    private List<Answer>? _earlier;
    private bool _hasSteps;
    private bool _fromCache = true;

    /// <summary>What the model did that ends the sample, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether calls were answered and the model is to go on.</summary>
    public bool IsCalling { get; private set; }

    /// <summary>How many requests were answered.</summary>
    public int Asked { get; private set; }

    /// <summary>Begins one of the case's <see cref="PlannedCase.Calls"/>: the user speaks, unless the prompt alone asks.</summary>
    /// <returns>The case's turn, from 0; -1 where the prompt asks.</returns>
    public int Open(int call)
    {
        int turn = call - planned.FirstTurn;
        if (turn >= 0) { _messages.Add(new ChatTurn("user", planned.Turns[turn])); }

        return turn;
    }

    /// <summary>What is asked next.</summary>
    public ModelRequest Request() => planned.Request([.. _messages], number, bracket);

    /// <summary>Takes an answer, and answers its calls where the case scripts them.</summary>
    public void Hear(Answer answer, bool fromCache)
    {
        Asked++;
        _fromCache &= fromCache;
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
        if (Failure is null && _script is not null && Asked >= planned.MaxSteps && _answers.Count < planned.Calls)
        {
            Failure = FormattableString.Invariant($"took all {planned.MaxSteps} steps of 'case-steps' for {_answers.Count} of {planned.Calls} turns");
        }
    }

    /// <summary>The sample so far.</summary>
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

        if (Asked < planned.MaxSteps) { return true; }

        Failure = FormattableString.Invariant($"called {ReplyScript.Shown(answer.ToolCalls[0])} in step {Asked}, the last that 'case-steps' allows");
        return false;
    }

    private void LeaveOpen(Answer answer)
    {
        foreach (ToolCall call in answer.ToolCalls) { _messages.Add(new ChatTurn("tool", NotCalled) { ToolCallId = call.Id }); }
    }
}
