using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Tools;

/// <summary>
/// <c>finish-reason: stop</c>: why the model stopped: <c>stop</c>, <c>length</c>, <c>content_filter</c> or <c>tool_calls</c> (hyphens are
/// understood too). Key: <c>value</c>. Source: promptfoo's <c>finish-reason</c>.
/// </summary>
internal sealed class FinishReasonCheck(FinishReason expected, bool isNegated) : IScorer
{
    private static readonly string[] s_names = ["stop", "length", "content_filter", "tool_calls"];

    public static readonly CheckKind Kind = new()
    {
        Name = "finish-reason",
        Summary = "Why the model stopped.",
        Example = "finish-reason: stop",
        Source = "promptfoo, finish-reason",
        Options = [new("value", "stop | length | content_filter | tool_calls", "The reason.") { IsRequired = true }],
        Shorthand = "value",
        TimeLimit = null,
        Bind = Bind,
    };

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        bool holds = context.Answer.Finish == expected;
        return new ValueTask<ScorerResult>(ScorerResult.Of(holds ? 1 : 0,
            holds != isNegated ? null : $"expected the finish reason {(isNegated ? "not to be " : string.Empty)}{s_names[(int)expected]}, got {s_names[(int)context.Answer.Finish]}"));
    }

    private static FinishReasonCheck? Bind(CheckOptions options)
    {
        if (options.Keys.Node("value") is not { } node)
        {
            options.Missing("value");
            return null;
        }

        int reason = node is ScalarNode { Scalar: ScalarKind.Text } name ? Array.IndexOf(s_names, name.Text.Replace('-', '_')) : -1;
        if (reason >= 0) { return new FinishReasonCheck((FinishReason)reason, options.IsNegated); }

        options.Diagnostics.Add(Diagnostics.BadValue, node.Location, $"'value' of {options.What} must be one of {string.Join(", ", s_names)}.");
        return null;
    }
}
