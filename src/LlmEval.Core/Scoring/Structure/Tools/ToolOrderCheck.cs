using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Tools;

/// <summary>
/// <c>tool-order: [get_order, issue_refund]</c>: the tools were called in this order, other calls before, between and after allowed; with
/// <c>match: exact</c> these are all the calls there were. A check of a turn looks at that turn, any other at the whole conversation.
/// Keys: <c>value</c>, <c>match</c>. Source: ours; as promptfoo's <c>trajectory:tool-sequence</c>.
/// </summary>
internal sealed class ToolOrderCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "tool-order",
        Summary = "Tools were called in a given order.",
        Example = "tool-order: [get_order, issue_refund]",
        Source = "ours; promptfoo, trajectory:tool-sequence",
        Options =
        [
            new("value", "texts", "The tools' names, in order.") { IsRequired = true },
            new("match", "partial | exact", "Whether other calls may be among them; partial, which allows that, by default."),
        ],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new ToolOrderCheck(o),
    };

    private readonly bool _isNegated;
    private readonly bool _isExact;
    private readonly ToolCalls _calls;
    private readonly CheckReferences? _names;

    private ToolOrderCheck(CheckOptions options)
    {
        (_isNegated, _calls, _names) = (options.IsNegated, new ToolCalls(options.Turn is not null), options.References());
        _isExact = options.Keys.Choice("match", "partial", "exact") == "exact";
    }

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Judge(context));

    private ScorerResult Judge(ScoringContext context)
    {
        if (_names!.Render(context, out string? trouble) is not { } names) { return ScorerResult.Unscored(trouble!); }

        IReadOnlyList<ToolCall> calls = _calls.In(context);
        int reached = 0;
        foreach (ToolCall call in calls)
        {
            if (reached < names.Count && call.Name == names[reached]) { reached++; }
        }

        bool holds = reached == names.Count && (!_isExact || calls.Count == names.Count);
        return ScorerResult.Of(holds ? 1 : 0, holds != _isNegated ? null
            : $"expected {(_isNegated ? "another order than" : _isExact ? "exactly" : "the order")} {string.Join(", ", names.Select(static n => Quote.Label(n, ToolCalls.LongestName)))}, got {ToolCalls.Names(calls)}");
    }
}
