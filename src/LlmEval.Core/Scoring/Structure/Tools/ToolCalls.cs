using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Tools;

/// <summary>Which calls a check looks at: those of its turn when it stands in a turn's list, else those of the whole conversation, steps included.</summary>
/// <param name="ofTurn">Whether the check is a turn's.</param>
internal readonly struct ToolCalls(bool ofTurn)
{
    /// <summary>Characters of a call's name in a reason: the model makes it up.</summary>
    public const int LongestName = 80;

    private const int Most = 10;

    /// <summary>Everything the model said.</summary>
    public IEnumerable<Answer> Answers(ScoringContext context) => ofTurn ? context.Sample.AnswersOf(context.Turn) : context.Sample.Answers;

    /// <summary>Its calls, in order.</summary>
    public IReadOnlyList<ToolCall> In(ScoringContext context) => [.. Answers(context).SelectMany(a => a.ToolCalls)];

    /// <summary>The names of calls, for a person.</summary>
    public static string Names(IReadOnlyList<ToolCall> calls) => calls.Count == 0 ? "no call"
        : $"calls of {string.Join(", ", calls.Take(Most).Select(c => Quote.Label(c.Name, LongestName)))}{(calls.Count > Most ? $" ... ({calls.Count})" : string.Empty)}";
}
