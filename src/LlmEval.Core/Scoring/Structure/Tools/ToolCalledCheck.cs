using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Tools;

/// <summary>
/// <c>tool-called: issue_refund</c>: the model called the tool, with whatever arguments; of a list, each of them. The <c>not-</c> form passes
/// when none of them was called. A check of a turn looks at that turn, any other at the whole conversation. Key: <c>value</c>. Source: ours;
/// as promptfoo's <c>trajectory:tool-used</c>.
/// </summary>
internal sealed class ToolCalledCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "tool-called",
        Summary = "The model called a tool, or each of several.",
        Example = "tool-called: issue_refund",
        Source = "ours; promptfoo, trajectory:tool-used",
        Options = [new("value", "texts", "The tool's name, or a list of names.") { IsRequired = true }],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new ToolCalledCheck(o),
    };

    private readonly bool _isNegated;
    private readonly ToolCalls _calls;
    private readonly CheckReferences? _names;

    private ToolCalledCheck(CheckOptions options) => (_isNegated, _calls, _names) = (options.IsNegated, new ToolCalls(options.Turn is not null), options.References());

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Judge(context));

    private ScorerResult Judge(ScoringContext context)
    {
        if (_names!.Render(context, out string? trouble) is not { } names) { return ScorerResult.Unscored(trouble!); }

        IReadOnlyList<ToolCall> calls = _calls.In(context);
        string[] called = [.. names.Where(n => calls.Any(c => c.Name == n))];
        if (_isNegated)
        {
            return called.Length == 0 ? ScorerResult.Of(0) : ScorerResult.Of(1, $"expected no call of {string.Join(" or ", called.Select(static n => Quote.Label(n, ToolCalls.LongestName)))}, got {ToolCalls.Names(calls)}");
        }

        string[] missing = [.. names.Except(called, StringComparer.Ordinal)];
        return missing.Length == 0 ? ScorerResult.Of(1) : ScorerResult.Of(0, $"expected a call of {string.Join(" and ", missing.Select(static n => Quote.Label(n, ToolCalls.LongestName)))}, got {ToolCalls.Names(calls)}");
    }
}
