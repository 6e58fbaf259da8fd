using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Tools;

/// <summary>
/// <c>tool-args: { tool: issue_refund, value: { id: "4411" } }</c>: the model called the tool with these arguments, in one call or more.
/// Arguments are compared as JSON: numbers by value, <c>"1"</c> is not <c>1</c>, members in any order, lists as a whole; with
/// <c>match: partial</c>, the default, mappings may have more members, with <c>exact</c> not. With <c>path</c> the value is compared with what
/// stands there in the arguments. A check of a turn looks at that turn, any other at the whole conversation. Keys: <c>tool</c>, <c>value</c>,
/// <c>match</c>, <c>path</c>. Source: ours; as promptfoo's <c>trajectory:tool-args-match</c>.
/// </summary>
internal sealed class ToolArgsCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "tool-args",
        Summary = "The model called a tool with given arguments.",
        Example = "tool-args: { tool: issue_refund, value: { id: \"4411\" } }",
        Source = "ours; promptfoo, trajectory:tool-args-match",
        Options =
        [
            new("tool", "text", "The tool's name.") { IsRequired = true },
            new("value", "any", "The arguments, or the value at the path; templates inside are filled in.") { IsRequired = true },
            new("match", "partial | exact", "Whether mappings may have more members than those given; partial, which allows that, by default."),
            new("path", "path", "JSON path into the arguments; all of them by default."),
        ],
        TimeLimit = null,
        Bind = o => new ToolArgsCheck(o),
    };

    private readonly bool _isNegated;
    private readonly bool _isExact;
    private readonly ToolCalls _calls;
    private readonly CheckValue? _tool;
    private readonly CheckJson? _value;
    private readonly JsonPath? _path;

    private ToolArgsCheck(CheckOptions options)
    {
        (_isNegated, _calls, _tool, _value, _path) = (options.IsNegated, new ToolCalls(options.Turn is not null), options.Value("tool"), options.Json(), options.Path());
        _isExact = options.Keys.Choice("match", "partial", "exact") == "exact";
    }

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Judge(context));

    private ScorerResult Judge(ScoringContext context)
    {
        if (_tool!.Render(context, out string? trouble) is not { } tool || _value!.Render(context, out trouble) is not { } asked) { return ScorerResult.Unscored(trouble!); }

        IReadOnlyList<ToolCall> all = _calls.In(context);
        ToolCall[] calls = [.. all.Where(c => c.Name == tool)];
        bool holds = calls.Any(c => Holds(c, asked));
        if (holds != _isNegated) { return ScorerResult.Of(holds ? 1 : 0); }

        string at = _path is null ? string.Empty : $" at {_path}";
        string got = calls.Length == 0 ? ToolCalls.Names(all) : string.Join(", ", calls.Take(3).Select(c => Quote.Short(c.Arguments)));
        return ScorerResult.Of(holds ? 1 : 0, $"expected {(_isNegated ? "no call" : "a call")} of {Quote.Line(tool)} with {Quote.Short(asked.ToJson())}{at}, got {got}");
    }

    private bool Holds(ToolCall call, CaseValue asked)
    {
        AnswerJson arguments = AnswerJson.Parse(call.Arguments);
        if (arguments.Root is not { } root) { return false; }

        try
        {
            return (_path is null ? root : _path.Select(arguments)) is { } found && JsonMatch.Holds(found, asked, _isExact);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: nothing that an author could have asked for.
            return false;
        }
    }
}
