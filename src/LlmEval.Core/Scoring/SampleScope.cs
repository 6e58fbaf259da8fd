using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;

namespace LlmEval.Scoring;

/// <summary>What surrounds a sample while it is scored.</summary>
public sealed class SampleScope
{
    private volatile bool _isIncomplete;

    /// <summary>The case as it was asked; null where nobody knows.</summary>
    public PlannedCase? Planned { get; init; }

    /// <summary>All samples of the case that were drawn together, by number; may hold the one that is scored.</summary>
    public IReadOnlyList<Sample> Samples { get; init; } = [];

    /// <summary>The models that scorers may ask.</summary>
    public IScoringModels Models { get; init; } = NoScoringModels.Instance;

    /// <summary>What the model under test costs; null where that is not known.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>The clock of time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a score needs a model's answer that is not there and may not be drawn now: then the case is not evaluated, whatever its scores say.</summary>
    public bool IsIncomplete => _isIncomplete;

    /// <summary>Which answer is the one to the case's first turn: 1 when the prompt itself asks first, else 0.</summary>
    internal int FirstTurn => Planned?.FirstTurn ?? 0;

    internal void MarkIncomplete() => _isIncomplete = true;

    /// <summary>What the checks of one turn see.</summary>
    internal ScoringContext Context(Sample sample, int turn, Prompts.ITemplateValues values) => new(sample, turn, values)
    {
        Time = Time,
        Models = Models,
        Price = Price,
        Scope = this,
        Tools = Planned?.Tools ?? [],
        Siblings = Samples.Count <= 1 ? [] : [.. Samples.Where(s => s.Number != sample.Number && s.Trouble is null)],
        InputOf = () => Input(sample, turn),
    };

    private List<ChatTurn> Input(Sample sample, int turn)
    {
        if (Planned is null) { return []; }

        List<ChatTurn> messages = [.. Planned.Messages];
        for (int t = 0; t <= turn; t++)
        {
            if (t >= FirstTurn && t - FirstTurn < Planned.Turns.Count) { messages.Add(new ChatTurn("user", Planned.Turns[t - FirstTurn])); }

            if (t < turn) { messages.AddRange(sample.AnswersOf(t).Select(a => new ChatTurn("assistant", a.Text) { ToolCalls = a.ToolCalls is { Count: > 0 } calls ? calls : null })); }
        }

        return messages;
    }
}
